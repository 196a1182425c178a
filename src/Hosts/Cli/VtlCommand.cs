using System.CommandLine;
using Huoshui.Cli.VtlRuns;
using Huoshui.Vtl;
using Huoshui.Vtl.Templates;

namespace Huoshui.Cli;

/// <summary><c>huoshui vtl</c>: runs, translates and tests VTL 2.2 scripts.</summary>
internal static class VtlCommand
{
    public static Command Create() =>
        new("vtl", "VTL 2.2 脚本：运行、翻译为 SQL、用话说明、血缘、读模板公式、一致性测试 / VTL 2.2 scripts: run, SQL, explain, "
            + "lineage, formulas of templates, conformance")
    {
        Run(), ToSql(), Explain(), Lineage(), Formulas(), Conformance(),
    };

    private static Command Run()
    {
        var script = new CompiledScript();
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "结果文件夹：每个结果一个 CSV 和一个结构 JSON / folder for results: a CSV and a structure JSON each",
            Required = true,
        };
        var command = new Command(
            "run", "在 CSV 上运行脚本 / run a script on CSV files\n"
            + "例 example: huoshui vtl run s.vtl --input DS_1=a.csv,a.json --out out")
        {
            output,
        };
        script.AddTo(command);
        command.SetAction(parsed => VtlScriptRun.Run(
            script.File(parsed), script.Options(parsed), parsed.GetRequiredValue(output)));
        return command;
    }

    private static Command ToSql()
    {
        var script = new CompiledScript();
        var dialect = Dialect();
        var explain = new Option<bool>("--explain")
        {
            Description = "说明各步在集群上怎样做 / say what each step needs on a cluster",
        };
        var shards = new Option<string[]>("--shard")
        {
            Description = "输入按哪一列分片 名称=列 / the column by which an input is sharded: NAME=COLUMN",
        };
        var replicated = new Option<string[]>("--replicated")
        {
            Description = "每个节点都有全部行的输入 / an input that every node holds whole",
        };
        var cluster = new Option<string?>("--cluster")
        {
            Description = "写成该 ClickHouse 集群的 SQL / write the SQL of this cluster of ClickHouse",
        };
        var command = new Command(
            "sql", "打印脚本的 SQL / print the SQL of a script\n"
            + "例 example: huoshui vtl sql s.vtl --structure DS_1=a.json --dialect duckdb")
        {
            dialect, explain, shards, replicated, cluster,
        };
        script.AddTo(command);
        command.SetAction(parsed => VtlScriptRun.PrintSql(
            script.File(parsed),
            script.Options(parsed) with
            {
                Dialect = parsed.GetValue(dialect) == "clickhouse" ? SqlDialect.ClickHouse : SqlDialect.DuckDb,
            },
            new ClusterOptions(
                parsed.GetValue(explain), parsed.GetValue(shards) ?? [], parsed.GetValue(replicated) ?? [],
                parsed.GetValue(cluster))));
        return command;
    }

    private static Command Explain()
    {
        var script = Script();
        var strict = Strict();
        var titles = new Option<string?>("--return")
        {
            Description = "用哪个报送的数据项名称 / the return whose fields are told by their names",
        };
        var command = new Command(
            "explain", "逐句用中文或英文说明脚本 / tell a script in Chinese or English, statement by statement\n"
            + "例 example: huoshui vtl explain s.vtl --lang en")
        {
            script, strict, titles, CommonOptions.Language,
        };
        command.SetAction(parsed => ScriptInWords.Print(
            parsed.GetRequiredValue(script), !parsed.GetValue(strict), parsed.GetValue(titles),
            parsed.GetValue(CommonOptions.Language)!));
        return command;
    }

    private static Command Formulas()
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "核对公式，每行一条 / formulas, one a line: [G01.1.A] = [1.1.B] + [1.1.C]",
        };
        var with = new Option<FileInfo?>("--with")
        {
            Description = "放在前面的脚本，例如由明细算出单元格 / a script put before, for example what computes the cells",
        };
        var output = new Option<FileInfo?>("--out")
        {
            Description = "脚本文件，缺省为标准输出 / the script; default: standard output",
        };
        var usual = TemplateCells.Usual;
        var cells = Name("--cells", "单元格的数据集 / data set of the cells", usual.DataSet);
        var units = Name("--unit", "其他标识，逗号分隔 / its other identifiers, by commas", string.Join(',', usual.Units));
        var cell = Name("--cell", "单元格编码的标识 / identifier with the code of the cell", usual.Cell);
        var value = Name("--value", "度量 / the measure", usual.Value);
        var command = new Command(
            "formulas", "把模板报表的核对公式写成 VTL 脚本 / write formulas of a template return as a VTL script\n"
            + "例 example: huoshui vtl formulas G01.formulas --out check.vtl")
        {
            file, with, output, cells, units, cell, value,
        };
        command.SetAction(parsed => FormulaFile.Write(
            parsed.GetRequiredValue(file), parsed.GetValue(with), parsed.GetValue(output),
            new TemplateCells(
                parsed.GetValue(cells)!,
                parsed.GetValue(units)!.Split(
                    ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                parsed.GetValue(cell)!, parsed.GetValue(value)!)));
        return command;
    }

    private static Option<string> Name(string option, string description, string usual) =>
        new(option) { Description = description, DefaultValueFactory = _ => usual };

    private static Command Lineage()
    {
        var script = new CompiledScript();
        var column = new Option<string?>("--column")
        {
            Description = "只看一列 结果#列 / one column only: RESULT#COLUMN",
        };
        var json = new Option<bool>("--json") { Description = "以 JSON 输出 / as JSON" };
        var command = new Command(
            "lineage", "每一列从哪里来 / where each column comes from\n"
            + "例 example: huoshui vtl lineage s.vtl --structure DS_1=a.json --column R#x")
        {
            column, json,
        };
        script.AddTo(command);
        command.SetAction(parsed => VtlScriptRun.PrintLineage(
            script.File(parsed), script.Options(parsed), parsed.GetValue(column), parsed.GetValue(json)));
        return command;
    }

    private static Command Conformance()
    {
        var cases = new Argument<FileInfo>(
            "cases")
        { Description = "每行一例的 JSONL 文件 / a JSONL file with a case a line" };
        var report = new Option<FileInfo?>(
            "--report")
        { Description = "逐例结果的 CSV / CSV with the outcome of each case" };
        var dialect = Dialect();
        var library = new Option<FileInfo?>("--chdb")
        {
            Description = $"ClickHouse 的 libchdb.so；缺省取 {Chdb.Variable} / libchdb.so; default: {Chdb.Variable}",
        };
        var command = new Command(
            "conformance", "运行一致性测试 / run conformance cases\n"
            + "例 example: huoshui vtl conformance tck-2.2.jsonl --report out.csv")
        {
            cases, report, dialect, library,
        };
        command.SetAction(parsed => ConformanceReport.Run(
            parsed.GetRequiredValue(cases), parsed.GetValue(report), parsed.GetValue(dialect)!,
            parsed.GetValue(library)));
        return command;
    }

    private static Argument<FileInfo> Script() => new("script") { Description = "VTL 脚本 / VTL script" };

    private static Option<string> Dialect()
    {
        var option = new Option<string>("--dialect")
        {
            Description = "SQL 方言 / SQL dialect",
            DefaultValueFactory = _ => "duckdb",
        };
        return option.AcceptOnlyFromAmong("duckdb", "clickhouse");
    }

    private static Option<bool> Strict() => new("--strict")
    {
        Description = "不允许本平台的扩展 / hold the script to the standard, without our extensions",
    };

    /// <summary>A script with what it is compiled with: the same options for every command that compiles.</summary>
    private sealed class CompiledScript
    {
        private readonly Argument<FileInfo> _file = Script();

        private readonly Option<string[]> _inputs = new("--input")
        {
            Description = "输入 名称=数据.csv[,结构.json] / an input: NAME=FILE.csv[,STRUCTURE.json]",
        };

        private readonly Option<string[]> _structures = new("--structure")
        {
            Description = "输入的结构 名称=结构.json / structure of an input: NAME=FILE.json",
        };

        private readonly Option<string[]> _routines = new("--routine")
        {
            Description = "eval 调用的 SQL 查询 \"名称(参数, …)=文件.sql\" / a query that eval calls: "
                + "\"NAME(PARAMETER, …)=FILE.sql\"",
        };

        private readonly Option<bool> _strict = Strict();

        public void AddTo(Command command)
        {
            command.Arguments.Add(_file);
            foreach (var option in new Option[] { _inputs, _structures, _strict, _routines }.Reverse())
                command.Options.Insert(0, option);
        }

        public FileInfo File(ParseResult parsed) => parsed.GetRequiredValue(_file);

        public VtlScriptOptions Options(ParseResult parsed) => new(
            parsed.GetValue(_inputs) ?? [],
            parsed.GetValue(_structures) ?? [],
            parsed.GetValue(_routines) ?? [],
            !parsed.GetValue(_strict));
    }
}
