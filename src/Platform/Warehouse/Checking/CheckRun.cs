using Huoshui.Policies;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Checking;

/// <summary>One call of <see cref="CheckRunner"/>: relations, plans, findings, counts.</summary>
internal sealed class CheckRun(
    WarehouseOptions options, RuleSet rules, IReadOnlyList<CheckInput> inputs, IReadOnlyList<StagedTable> cells)
{
    private readonly CheckedFilings _filings = new(inputs);
    private readonly List<RuleCount> _counts = [];
    private readonly Dictionary<string, CellFindings> _unreadable = new(StringComparer.Ordinal);
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

    private DuckSession Open(string work) => DuckSession.Open(
        options.Work, [.. _filings.Paths, .. cells.Select(c => c.CellsPath).OfType<string>()], work);

    private void CheckAll(DuckSession session, CancellationToken cancellationToken)
    {
        foreach (var leftOut in rules.LeftOut)
            CountNotRun(leftOut.Rule, inputs, leftOut.MissingTables);
        var relations = new StagedRelations(options, session, rules.Return, _filings);
        foreach (var group in cells.Where(c => c.CellsPath is not null).GroupBy(c => c.Table, StringComparer.Ordinal))
        {
            _unreadable[group.Key] = new CellFindings(rules, rules.Return.Table(group.Key)!, [.. group]);
            session.Execute(_unreadable[group.Key].Create(), cancellationToken);
        }

        for (var i = 0; i < rules.Plans.Count; i++)
            Check(session, relations, rules.Plans[i], i, cancellationToken);
        AddCells(session, relations, cancellationToken);
    }

    private void Check(DuckSession session, StagedRelations relations, CheckPlan plan, int number, CancellationToken cancellationToken)
    {
        CountNotRun(plan);
        var able = _filings.With(plan.Inputs);
        if (able.Count == 0 || plan.Inputs.All(d => relations.Rows(d, cancellationToken) == 0))
            return;
        foreach (var dataset in plan.Inputs)
            relations.Make(dataset, cancellationToken);
        var findings = new PlanFindings(rules, plan, number);
        session.Execute(findings.Create([.. able.Select(f => f.Filing)], inputs.Count), cancellationToken);
        if (rules.TableOf(plan) is { } table && _unreadable.TryGetValue(table.Code, out var unreadable)
            && findings.WithoutUnreadable(unreadable.Raw) is { } without)
        {
            session.Execute(without, cancellationToken);
        }

        var counts = session.Query(
            findings.Count, r => new RuleCount(r.GetInt32(0), plan.Rules[r.GetInt32(1)].Id, r.GetInt64(2), r.GetInt64(3), null), cancellationToken);
        _counts.AddRange(counts);
        if (counts.Count == 0)
            session.Execute(findings.Drop, cancellationToken);
        else
            Keep(findings, relations, cancellationToken);
    }

    private void Keep(PlanFindings findings, StagedRelations relations, CancellationToken cancellationToken)
    {
        if (findings.KeyTable is { } table)
            relations.Make(table, cancellationToken);
        _findings.Add(findings.Select());
    }

    private void CountNotRun(CheckPlan plan)
    {
        var unable = _filings.Without(plan.Inputs);
        if (unable.Count == 0)
            return;
        foreach (var rule in plan.Rules.Select(r => rules.Rule(r.Id)).OfType<RuleInfo>())
            CountNotRun(rule, unable, plan.Inputs);
    }

    // A rule about a table that the filing has not is none of its business; it is listed only when another table is
    // missing.
    private void CountNotRun(RuleInfo rule, IEnumerable<CheckInput> unable, IReadOnlyList<string> datasets)
    {
        foreach (var filing in unable.Where(f => CheckedFilings.Has(f, rule.Table)))
        {
            var missing = CheckedFilings.MissingOf(filing, datasets);
            if (missing.Count > 0)
                _counts.Add(new RuleCount(filing.Filing, rule.Id, 0, 0, new RuleReason(missing)));
        }
    }

    private void AddCells(DuckSession session, StagedRelations relations, CancellationToken cancellationToken)
    {
        foreach (var (table, findings) in _unreadable)
        {
            relations.Make(table, cancellationToken);
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
}
