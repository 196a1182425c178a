namespace Huoshui.Cli.Benches;

/// <summary>A benchmark of the platform. Another one is another line of <see cref="All"/>.</summary>
/// <param name="Name">As the command line calls it.</param>
/// <param name="Description">What it measures, Chinese and English.</param>
/// <param name="RunAsync">Measures.</param>
internal sealed record Bench(
    string Name, string Description, Func<BenchSettings, CancellationToken, Task<IReadOnlyList<BenchFigure>>> RunAsync)
{
    /// <summary>Every benchmark.</summary>
    public static IReadOnlyList<Bench> All { get; } =
    [
        new("checks", "百万行报送的入库与校验 / staging and checking a filing of a million rows", ChecksBench.RunAsync),
        new(
            "figures",
            "生成、报送、全部指标、重报后再算、与手写 SQL 对照 / a city generated and filed, all figures, a refiling, SQL by hand",
            FiguresBench.FiguresAsync),
        new(
            "refile",
            "一家机构重报后再算 / all figures after one institution filed again",
            FiguresBench.RefileAsync),
        new(
            "audit",
            "审计树：叶的开销、入树、全量与增量对账（--rows 为审计记录数）/ the audit tree: cost of a leaf, entering, comparing",
            AuditBench.RunAsync),
        new("log", "透明日志的写入 / appending to a transparency log", LogBench.RunAsync),
        new(
            "verify",
            "证明的验证与整树复核（--rows 为条目数）/ verifying proofs, re-checking a whole tree (--rows: entries)",
            ProofBench.RunAsync),
        new("vtl", "VTL 脚本：CSV 到 CSV / VTL scripts, from CSV to CSV", VtlBench.RunAsync),
        new("dmn", "决策表的求值、批量与编译 / evaluating, batching and compiling decision tables", DmnBench.RunAsync),
        new(
            "loans",
            "线上贷款：同时一千笔、持续、杀进程（PostgreSQL）/ online loans: a thousand at once, a stream, a killed worker",
            LoansBench.RunAsync),
        new(
            "visits",
            "大走访：页面、检索、五百部手机、导入、计数与明细（--scale，1 为 150 万户）/ visits: pages, search, 500 phones, import, counters",
            Visits.VisitsBench.RunAsync),
        new(
            "crossborder",
            "跨境：一千人十秒内及同时发行、携带、验证 / across the border: a thousand users issue, carry, verify, within 10 s and at once",
            CrossBorderBench.RunAsync),
    ];
}

/// <summary>How a benchmark is run.</summary>
/// <param name="Rows">Rows of the largest table.</param>
/// <param name="WorkFolder">An empty folder for its files.</param>
/// <param name="Scale">Scale of the generated city; 1 is the whole city.</param>
/// <param name="CityFolder">Output of <c>huoshui city generate</c> of that scale, read only; null to generate
/// one.</param>
/// <param name="DataFolder">Where the city is filed, and stays: what stands accepted there is not filed again. Null
/// for a
/// folder that is removed.</param>
internal sealed record BenchSettings(int Rows, string WorkFolder, decimal Scale, string? CityFolder, string? DataFolder)
{
    /// <summary>Connection to an empty PostgreSQL, or <c>own</c> for one of the bench's own; null for SQLite.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>The only part to be run, of those that the bench names; null for all of it.</summary>
    public string? Only { get; init; }
}

/// <summary>A measured figure.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what.</param>
/// <param name="AtMost">The goal; null if there is none.</param>
/// <param name="AtLeast">The goal where more is better; null if there is none.</param>
internal sealed record BenchFigure(string Name, double Value, string Unit, double? AtMost = null, double? AtLeast = null)
{
    /// <summary>Whether the goal is met; null without one.</summary>
    public bool? IsMet => AtMost is { } most ? Value <= most : AtLeast is { } least ? Value >= least : null;
}
