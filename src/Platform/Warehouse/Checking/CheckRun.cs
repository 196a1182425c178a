using System.Globalization;
using Huoshui.Policies;
using Huoshui.Vtl;

namespace Huoshui.Warehouse;

/// <summary>One call of <see cref="CheckRunner"/>: relations, plans, findings, counts.</summary>
internal sealed class CheckRun(
    WarehouseOptions options, RuleSet rules, IReadOnlyList<CheckInput> filings, IReadOnlyList<StagedTable> cells)
{
    private readonly List<RuleCount> _counts = [];
    private readonly List<string> _findings = [];

    public CheckReport Run(string findingsPath, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(findingsPath);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var work = Directory.CreateDirectory(target + ".work-" + Path.GetRandomFileName());
        try
        {
            using var session = Open(work.FullName);
            CheckAll(session, cancellationToken);
            var part = Path.Combine(work.FullName, "findings" + DurableFile.TemporaryExtension);
            WriteFindings(session, part, cancellationToken);
            DurableFile.Place(part, target);
            return new CheckReport(target, [.. _counts.OrderBy(c => c.Filing).ThenBy(c => c.Rule, StringComparer.Ordinal)]);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private DuckSession Open(string work)
    {
        var paths = filings.SelectMany(f => f.Tables.Values.Concat(f.Previous.Values))
            .Concat(cells.Select(c => c.ParquetPath)).Concat(cells.Select(c => c.CellsPath).OfType<string>());
        return DuckSession.Open(options.Work, [.. paths.Distinct(StringComparer.Ordinal)], work);
    }

    private void CheckAll(DuckSession session, CancellationToken cancellationToken)
    {
        foreach (var leftOut in rules.LeftOut)
            CountNotRun(leftOut.Rule, filings, f => MissingOf(f, leftOut.MissingTables));
        var relations = MakeRelations(session, cancellationToken);
        for (var i = 0; i < rules.Plans.Count; i++)
            Check(session, relations, rules.Plans[i], i, cancellationToken);
        AddCells(session, cancellationToken);
    }

    private StagedRelations MakeRelations(DuckSession session, CancellationToken cancellationToken)
    {
        var relations = new StagedRelations(options, session);
        var read = rules.Plans.SelectMany(p => p.Inputs).Concat(cells.Where(c => c.UnreadableCells > 0).Select(c => c.Table));
        foreach (var dataset in read.Distinct(StringComparer.Ordinal).Where(d => filings.Any(f => Has(f, d))))
        {
            if (rules.Return.Table(RuleSet.TableCode(dataset)) is { } table)
                relations.Make(dataset, table, FilesOf(dataset), cancellationToken);
        }

        return relations;
    }

    private void Check(DuckSession session, StagedRelations relations, CheckPlan plan, int number, CancellationToken cancellationToken)
    {
        var able = filings.Where(f => plan.Inputs.All(d => Has(f, d))).Select(f => f.Filing).ToList();
        CountNotRun(plan);
        if (able.Count == 0 || plan.Inputs.All(d => relations.Rows(d) == 0))
            return;
        var findings = new PlanFindings(rules, plan, number);
        session.Execute(findings.Create(able, filings.Count), cancellationToken);
        var counts = session.Query(findings.Count, r => (Filing: r.GetInt32(0), Rule: r.GetInt32(1), Fails: r.GetInt64(2), Not: r.GetInt64(3)), cancellationToken);
        _counts.AddRange(counts.Select(c => new RuleCount(c.Filing, plan.Rules[c.Rule].Id, c.Fails, c.Not, null)));
        if (counts.Count > 0)
            _findings.Add(findings.Select());
        else
            session.Execute(findings.Drop, cancellationToken);
    }

    private void CountNotRun(CheckPlan plan)
    {
        var unable = filings.Where(f => !plan.Inputs.All(d => Has(f, d))).ToList();
        if (unable.Count == 0)
            return;
        foreach (var rule in plan.Rules.Select(r => rules.Rule(r.Id)).OfType<RuleInfo>())
            CountNotRun(rule, unable, f => MissingOf(f, plan.Inputs));
    }

    // A rule about a table that the filing has not is none of its business; it is listed only when another table is missing.
    private void CountNotRun(RuleInfo rule, IEnumerable<CheckInput> unable, Func<CheckInput, IReadOnlyList<string>> missing)
    {
        foreach (var filing in unable.Where(f => Has(f, rule.Table)))
            _counts.Add(new RuleCount(filing.Filing, rule.Id, 0, 0, new RuleReason(missing(filing))));
    }

    private void AddCells(DuckSession session, CancellationToken cancellationToken)
    {
        foreach (var group in cells.Where(c => c.CellsPath is not null).GroupBy(c => c.Table, StringComparer.Ordinal))
        {
            var findings = new CellFindings(rules, rules.Return.Table(group.Key)!, [.. group]);
            session.Execute(findings.Create(), cancellationToken);
            _counts.AddRange(session.Query(
                findings.Count, r => new RuleCount(r.GetInt32(0), r.GetString(1), r.GetInt64(2), 0, null), cancellationToken));
            _findings.Add(findings.Select());
        }
    }

    private void WriteFindings(DuckSession session, string path, CancellationToken cancellationToken)
    {
        var all = _findings.Count == 0 ? FindingsSchema.Nothing : string.Join("\nUNION ALL\n", _findings);
        session.Execute($"COPY ({all}) TO {Sql.Text(path)} (FORMAT parquet, COMPRESSION zstd)", cancellationToken);
    }

    private List<(int Filing, string Path)> FilesOf(string dataset)
    {
        var code = RuleSet.TableCode(dataset);
        var files = new List<(int Filing, string Path)>();
        foreach (var filing in filings)
        {
            var tables = RuleSet.IsPrevious(dataset) ? filing.Previous : filing.Tables;
            if (tables.TryGetValue(code, out var path))
                files.Add((filing.Filing, path));
        }

        return files;
    }

    private static bool Has(CheckInput filing, string dataset) => RuleSet.IsPrevious(dataset)
        ? filing.Previous.ContainsKey(RuleSet.TableCode(dataset))
        : filing.Tables.ContainsKey(dataset) || filing.ZeroTables.Contains(dataset);

    private static List<string> MissingOf(CheckInput filing, IReadOnlyList<string> datasets) =>
        [.. datasets.Where(d => !Has(filing, d))];
}
