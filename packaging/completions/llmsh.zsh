#compdef llmsh
# completion of llmsh for zsh
_arguments \
  '--help[show how it is used]' '--version[show the version]' \
  '--yes[skip our own question, never the one of polkit]' '--ask[ask before read-only steps too]' \
  '--dry-run[show the plan and what it would do]' '--plan-only[print the plan]' \
  '--json[print json]' '--plain[no colours and no redrawing]' \
  '1: :(apply model actions doctor)' '*::file:_files'
