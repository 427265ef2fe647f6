# The commands of the project. `make demo` and `make test` need Python 3.12 or newer and make, and nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo start dev test check static faults races fuzz fix schema bench pages lock setup setup-demo browser \
	static-web static-types static-generated static-rules

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONPATH := $(CURDIR)

help:
	@echo "make demo    演示公司：装好、造数据、启动，并打印网址 · set up and start the demo company"
	@echo "make start   自己的企业：空数据库启动 · a company of your own, on an empty database"
	@echo "make dev     开发：后端与前端都随改随更新 · server and front end, reloading"
	@echo "make test    全部测试，SQLite 与 PostgreSQL · the whole suite on both databases"
	@echo "make check   快的那部分（2 分钟）· the fast part of it"
	@echo "make faults  手机与服务器的故障模拟，SEEDS=N SABOTAGE=Fk DATABASE=postgres · phones against the server under faults"
	@echo "make races   同一条内容同时提交 50 次，重复 200 遍 · the same act 50 times at once, 200 times over"
	@echo "make fuzz    按接口约定自动生成请求，EXAMPLES=N · every operation with N drawn requests, as rep and as administrator"
	@echo "make fix     排版并修好能自动修的 · format, and mend what can be mended"
	@echo "make schema  重写 openapi.json 与前端类型 · rewrite openapi.json and the client's types"
	@echo "make bench   性能数字，ONLY=名称 只跑一项 · the figures; ONLY=name runs one"
	@echo "make lock    重写依赖锁，UPGRADE=1 升级 · rewrite the dependency locks"

setup:
	@scripts/bootstrap.sh --profile dev

setup-demo:
	@scripts/bootstrap.sh --profile demo

browser: setup
	@scripts/chromium.sh

demo: setup-demo
	@outrider demo $(if $(PORT),--port $(PORT))

start: setup-demo
	@outrider start $(if $(PORT),--port $(PORT))

dev: setup
	@python scripts/dev.py

# Everything that can be told without running the product: the parts side by side, the longest first.
STATIC := static-web static-types static-generated static-rules

static: setup
	@$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) $(STATIC)

static-web:
	cd web && npm run --silent check

static-types:
	mypy outrider tests scripts $(wildcard bench)

static-generated:
	python scripts/schema.py --check
	cd web && npm run --silent schema -- --check
	DJANGO_SETTINGS_MODULE=outrider.project.settings.testing outrider manage makemigrations --check --dry-run
	python scripts/zh_hant.py --check
	python web/scripts/zh_hant.py --check

static-rules:
	ruff check .
	ruff format --check .
	lint-imports --no-cache

# The last line is pytest's own summary.
check: static
	cd web && npm test --silent
	pytest -q -n 2 -m "not browser and not slow" --database sqlite

test: static browser
	cd web && npm test --silent
	pytest -q --database both

# SEED=7 runs one alone; FIRST=101 begins there; JOBS=1 runs no two at once; SABOTAGE=F5 breaks one defence (it must go red); PROVE=all breaks each in turn. The last
# line is JSON.
faults: setup
	@python -m tests.simulation --keep --seeds $(or $(SEEDS),20) --database $(or $(DATABASE),sqlite) \
	  $(if $(FIRST),--first $(FIRST)) $(if $(JOBS),--jobs $(JOBS)) $(if $(SEED),--seed $(SEED)) $(if $(ACTS),--acts $(ACTS)) \
	  $(if $(SABOTAGE),--sabotage $(SABOTAGE)) $(if $(PROVE),--prove $(PROVE))

# The same command 50 times at once, 200 times over, on both databases.
races: setup
	OUTRIDER_RACES=200 pytest -q outrider/engine/sync/tests/test_races.py -k fifty --database both

# New ones at each run; what the suite draws (few, always the same) is drawn in tests/contract/test_fuzz.py.
fuzz: setup
	OUTRIDER_FUZZ_EXAMPLES=$(or $(EXAMPLES),50) pytest -q tests/contract/test_fuzz.py --database $(or $(DATABASE),sqlite)

fix: setup
	ruff check --fix .
	ruff format .
	python scripts/zh_hant.py
	cd web && npm run --silent zh-hant

schema: setup
	python scripts/schema.py
	cd web && npm run --silent schema

bench: setup
	python -m bench $(if $(ONLY),--only $(ONLY))

# Two pages of the docs, from what the last runs found.
pages: setup
	python -m bench.report
	python -m tests.trust

lock: setup
	UPGRADE=$(UPGRADE) scripts/lock.sh
