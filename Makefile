# thin names over the npm scripts, and the installation that distributions use
DESTDIR ?=
MODULES ?= node_modules

all: build

build:
	npm run -s build

install:
	sh packaging/install.sh "$(DESTDIR)" "$(MODULES)"

check test package try:
	npm run -s $@

clean:
	rm -rf dist build

.PHONY: all build install check test package try clean
