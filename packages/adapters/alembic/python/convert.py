"""Writes the SQL of Alembic revisions: asked once, by JSON on stdin, for any number of them. Answers JSON on stdout.

Each revision is run by itself in Alembic's offline mode, so that branches and merges are right. Nothing is connected to, but
for the scratch database where one is given: revisions that cannot be told offline are run there and recorded.
"""

import json
import os
import re
import sys
import traceback
from types import MethodType

answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
# What a project prints is not part of the answer.
os.dup2(2, 1)
sys.path[0] = os.getcwd()
request = json.load(sys.stdin)


def end(result):
    answer.write(json.dumps(result))
    answer.flush()
    os._exit(0)


def reason(error, path=None):
    """What went wrong, as one line, and where in the revision's own file."""
    text = str(error).strip().splitlines()
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if path and os.path.realpath(f.filename) == path]
    return {"error": type(error).__name__, "message": text[0] if text else "", "line": lines[-1] if lines else None}


try:
    import alembic
    import sqlalchemy
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import event, schema
    from sqlalchemy.engine import Engine, create_engine
    from sqlalchemy.exc import CompileError
except ImportError as error:
    end({"missing": str(error)})


class Connects(Exception):
    pass


class Blind(Exception):
    pass


scratch = None
connects = {name: getattr(Engine, name) for name in ("connect", "raw_connection")}


def guarded(name):
    def run(self, *args, **kwargs):
        if self is not scratch:
            raise Connects("env.py or a revision connects to a database, even in offline mode")
        return connects[name](self, *args, **kwargs)

    return run


for method in connects:
    setattr(Engine, method, guarded(method))

configure = EnvironmentContext.configure
given = {}
connection = None


def configured(self, **kwargs):
    """The dialect is the target's, whatever address env.py has."""
    given.update(table=kwargs.get("version_table", "alembic_version"), schema=kwargs.get("version_table_schema"))
    for name in ("url", "connection", "dialect_name"):
        kwargs.pop(name, None)
    if connection is not None:
        kwargs.update(connection=connection, literal_binds=False, transaction_per_migration=False)
        self.context_opts["as_sql"] = False
        try:
            return configure(self, **kwargs)
        finally:
            self.context_opts["as_sql"] = True
    kwargs.update(
        dialect_name=request["dialect"],
        dialect_opts={**(kwargs.get("dialect_opts") or {}), "paramstyle": "named"},
        literal_binds=True,
    )
    return configure(self, **kwargs)


EnvironmentContext.configure = configured


def line_of(path):
    """The line of the revision's own file that is being run."""
    frame = sys._getframe(1)
    while frame is not None and os.path.realpath(frame.f_code.co_filename) != path:
        frame = frame.f_back
    return frame.f_lineno if frame else None


def rendered(construct, dialect, row=None):
    literal = {} if isinstance(construct, schema.DDLElement) else {"compile_kwargs": {"literal_binds": True}}
    try:
        return str(with_values(construct, row).compile(dialect=dialect, **literal)).strip()
    except CompileError:
        # A column without a type: the value has one.
        if not row or not isinstance(construct, sqlalchemy.Insert):
            raise
        typed = {name: sqlalchemy.literal(value) for name, value in row.items()}
        return str(construct.values(typed).compile(dialect=dialect, **literal)).strip()


def with_values(construct, row):
    if not row:
        return construct
    if isinstance(construct, sqlalchemy.Insert):
        return construct.values(row)
    return construct.bindparams(**row) if isinstance(construct, sqlalchemy.TextClause) else construct.params(row)


def is_reading(text):
    word = (re.match(r"[\s(]*(\w+)", text) or ["", ""])[1].lower()
    return word in ("select", "show", "describe", "desc", "explain", "values", "table") or (
        word == "with" and not re.search(r"\b(insert|update|delete|merge)\b", text, re.I)
    )


def record_offline(context, statements, path):
    """Takes what would be printed. Alembic's own printing turns tabs into blanks, also within values."""

    def add(text):
        statements.append({"text": text, "line": line_of(path)})

    def execute(self, construct, execution_options=None, multiparams=None, params=None):
        if multiparams is not None or params:
            raise TypeError("SQL parameters not allowed with as_sql")
        construct = sqlalchemy.text(construct) if isinstance(construct, str) else construct
        add(rendered(construct, self.dialect))

    def on_bind(construct, *multi, **params):
        """What a revision sends through op.get_bind(), which answers nothing here."""
        if is_reading(str(construct.compile(dialect=context.dialect))):
            raise Blind()
        rows = [row for each in multi for row in (each if isinstance(each, (list, tuple)) else [each])] + ([params] if params else [])
        for row in rows or [{}]:
            add(rendered(construct, context.dialect, row))

    context.impl._exec = MethodType(execute, context.impl)
    context.impl.static_output = lambda text: add(text.strip().removesuffix(";"))
    context.connection._execute_impl = on_bind


def call(revision, direction):
    getattr(revision.module, direction)()


def offline(script, ids):
    found = {}

    def run(_heads, context):
        for name in ids:
            revision = script.get_revision(name)
            path = os.path.realpath(revision.path)
            for direction in ("upgrade", "downgrade"):
                statements = []
                record_offline(context, statements, path)
                try:
                    call(revision, direction)
                    found.setdefault(name, {})[direction] = {"statements": statements}
                except Exception as error:
                    found.setdefault(name, {})[direction] = reason(error, path)
        context.impl.static_output = lambda text: None
        return []

    run_environment(script, run)
    return found


def run_environment(script, run):
    calls = []

    def once(heads, context):
        calls.append(1)
        if len(calls) > 1:
            raise RuntimeError("env.py runs migrations for several databases")
        return run(heads, context)

    with EnvironmentContext(config, script, as_sql=True, fn=once, destination_rev="heads"):
        script.run_env()
    if not calls:
        raise RuntimeError("env.py runs no migrations in offline mode")


CATALOGS = re.compile(r'^[`"]?(pg_|information_schema\b)', re.I)
HARMLESS = {"version", "current_schema", "current_database", "database", "schema", "now", "exists", "coalesce", "any", "array"}


def rows_read(text):
    """Reading the catalog tells of the schema, which is the same wherever the revisions before were applied."""
    tables = re.findall(r"\b(?:from|join)\s+(?:only\s+)?([\w.`\"]+)", text, re.I)
    rows = [table for table in tables if not CATALOGS.match(table)]
    if rows:
        return "reads rows of " + ", ".join(sorted(set(rows)))
    calls = [word for word in re.findall(r"([\w.]+)\s*\(", text) if word.lower() not in HARMLESS]
    if not tables and calls and text.lower().startswith("select"):
        return "calls " + calls[0] + "() and uses what it answers"
    return None


class Recorder:
    """Tells what goes through the scratch database's connection."""

    def __init__(self, context, dialect):
        self.dialect, self.depth, self.known = dialect, 0, False
        self.statements, self.path, self.why = None, None, None
        inner = context.impl._exec

        def execute(_self, *args, **kwargs):
            self.depth += 1
            try:
                return inner(*args, **kwargs)
            finally:
                self.depth -= 1

        context.impl._exec = MethodType(execute, context.impl)
        for name in ("emit_begin", "emit_commit"):
            setattr(context.impl, name, lambda: None)
        block = context.autocommit_block

        def bordered():
            self.mark("COMMIT")
            return Bordered(block(), lambda: self.mark("BEGIN"))

        context.autocommit_block = bordered
        event.listen(context.connection, "before_execute", self.before_execute)
        event.listen(context.connection, "before_cursor_execute", self.before_cursor)

    def begin(self, path):
        self.statements, self.path, self.why = [], path, None

    def mark(self, word):
        if self.statements is not None:
            self.statements.append({"text": word, "line": line_of(self.path)})

    def is_read(self, text):
        """Whether a statement only reads, for whoever sent it by itself; what it read is looked into."""
        # What op.execute() sends is sent for what it does: nobody sees its answer.
        if self.depth > 0 or not is_reading(text):
            return False
        self.refuse(rows_read(text))
        return True

    def refuse(self, why):
        if why and not self.why:
            self.why = {"error": "ReadsRows", "message": why, "line": line_of(self.path)}

    def before_execute(self, _connection, construct, multi, params, _options):
        if self.statements is None:
            return
        self.known = True
        if self.is_read(str(construct.compile(dialect=self.dialect))):
            return
        for row in multi or ([params] if params else [{}]):
            self.mark(rendered(construct, self.dialect, row))

    def before_cursor(self, _connection, _cursor, text, params, _context, _many):
        if self.statements is not None and not self.known and not self.is_read(text):
            self.refuse("sends values beside a statement of its driver's own" if params else None)
            self.mark(text.strip())
        self.known = False


class Bordered:
    def __init__(self, inner, after):
        self.inner, self.after = inner, after

    def __enter__(self):
        return self.inner.__enter__()

    def __exit__(self, *error):
        try:
            return self.inner.__exit__(*error)
        finally:
            self.after()


def on_scratch(script, order, wanted, dialect):
    """Applies all in order, takes all back in reverse, and answers what the wanted ones sent."""
    found = {}

    def run(heads, context):
        if heads:
            raise RuntimeError("the scratch database is not empty")
        recorder = Recorder(context, dialect)
        for names, direction in ((order, "upgrade"), (list(reversed(order)), "downgrade")):
            for name in names:
                revision = script.get_revision(name)
                path = os.path.realpath(revision.path)
                recorder.begin(path)
                try:
                    call(revision, direction)
                except Exception as error:
                    found.setdefault(name, {})[direction] = reason(error, path)
                    return []
                if name in wanted:
                    sent = {"statements": recorder.statements, "scratch": True}
                    found.setdefault(name, {})[direction] = recorder.why or sent
                recorder.statements = None
        return []

    run_environment(script, run)
    return found


try:
    parameters = {"ini_section": request["section"]}
    if request["toml"] and os.path.exists(request["toml"]):
        parameters["toml_file"] = request["toml"]
    config = Config(request["ini"], **parameters)
    config.set_main_option("script_location", request["scripts"].replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(request["versions"]).replace("%", "%%"))
    config.output_buffer = open(os.devnull, "w")
    script = ScriptDirectory.from_config(config)
    result = offline(script, request["revisions"])
    failed = {name for name, both in result.items() if any("error" in each for each in both.values())}
    scratch_error = None
    if request.get("scratch") and failed:
        from sqlalchemy.engine.url import make_url

        dialect = make_url(request["dialect"] + "://").get_dialect()(paramstyle="named")
        scratch = create_engine(request["scratch"])
        order = request["order"]
        last = max(order.index(name) for name in failed)
        try:
            with scratch.connect() as connection:
                recorded = on_scratch(script, order[: last + 1], failed, dialect)
            for name, both in recorded.items():
                for direction, each in both.items():
                    if name in failed and "error" in result[name][direction]:
                        result[name][direction] = each
        except Exception as error:
            scratch_error = reason(error)
    end({"revisions": result, "table": given, "scratchError": scratch_error, "alembic": alembic.__version__})
except BaseException as error:
    end({"failed": reason(error)})
