using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>Runs the rules over the tables of filings as they stand, many filings of a return and date in one run.
/// Thread safe.</summary>
public sealed class FilingChecker(
    IDbContextFactory<OperationsContext> contexts,
    CheckRunner runner,
    ReturnsFolder folder,
    FilingPolicy policy,
    TimeProvider time)
{
    /// <summary>Ends the name of a table of the previous period in rules: <c>F27_prev</c>.</summary>
    internal const string PreviousSuffix = "_prev";

    /// <summary>Runs the rules over one filing unless a check of its tables by today's rules is there.</summary>
    /// <returns>The check; a refusal when the filing is not the viewer's or the rules are broken.</returns>
    public async Task<Answer<FilingCheck>> EnsureAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var filing = await context.VisibleFilings(viewer).Include(f => f.Tables)
            .SingleOrDefaultAsync(f => f.Id == id, cancellationToken);
        if (filing is null)
            return Answer<FilingCheck>.No(Refusals.NotFound(id.ToString()));
        var definition = policy.Library.Return(filing.ReturnId)!;
        var last = await context.Set<FilingCheck>().Include(c => c.Rules)
            .SingleOrDefaultAsync(c => c.Id == filing.CheckId, cancellationToken);
        if (last is not null && (!filing.IsOpen || ChecksOf(filing.ReturnId, filing.AsOf, last.Tables).Hash == last.ChecksHash))
            return Answer<FilingCheck>.Yes(last);
        filing.CheckId = null;
        var act = new FilingAct(viewer.AccountName, time.Now());
        if (await RunAsync(context, definition, filing.AsOf, [filing], act, cancellationToken) is { } broken)
            return Answer<FilingCheck>.No(broken);
        context.AuditSteps(filing);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Answer<FilingCheck>.No(Refusals.Overtaken());
        }

        return Answer<FilingCheck>.Yes(context.Set<FilingCheck>().Local.Single(c => c.Id == filing.CheckId));
    }

    /// <summary>Adds checks of filings to a unit of work; the caller saves.</summary>
    /// <returns>Why no rule could be run; null when all went well.</returns>
    internal async Task<Diagnostic?> RunAsync(
        OperationsContext context,
        ReturnDefinition definition,
        DateOnly asOf,
        IReadOnlyList<Filing> filings,
        FilingAct act,
        CancellationToken cancellationToken)
    {
        if (filings.Count == 0)
            return null;
        var inputs = await InputsAsync(context, definition, asOf, filings, cancellationToken);
        var tables = TablesOf(inputs.Filings);
        var checks = ChecksOf(definition.Id, asOf, tables);
        if (!checks.Module.Succeeded)
            return Refusals.ChecksBroken(definition.Id, checks.Module.Diagnostics[0].ToLine("zh").TrimEnd('。'));
        var path = folder.Findings(Guid.CreateVersion7(act.At));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var report = await runner.RunAsync(checks, inputs.Filings, inputs.Cells, path, cancellationToken);
        var hash = DurableFile.Sha256(report.FindingsPath);
        var counts = report.Counts.ToLookup(c => c.Filing);
        for (var ordinal = 0; ordinal < filings.Count; ordinal++)
        {
            var own = counts[ordinal].Concat(LeftOut(filings[ordinal], checks, ordinal, counts[ordinal])).ToList();
            var check = Summary(filings[ordinal], checks, act, ordinal, own, new RunFile(
                folder.Relative(report.FindingsPath), hash, tables, inputs.FileNames[ordinal]));
            context.Add(check);
            filings[ordinal].CheckId = check.Id;
            filings[ordinal].Record(FilingAction.Check, act);
        }

        return null;
    }

    /// <summary>The compiled rules for a set of tables as a check remembers it.</summary>
    internal ReturnChecks ChecksOf(string returnId, DateOnly asOf, string tables) => policy.Library.Checks(
        returnId, asOf, tables.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal));

    // Rules that were not compiled because no filing of the run has their tables: told where such a table is due or
    // was last period's.
    private static IEnumerable<RuleCount> LeftOut(
        Filing filing, ReturnChecks checks, int ordinal, IEnumerable<RuleCount> counts)
    {
        var told = counts.Select(c => c.Rule).ToHashSet(StringComparer.Ordinal);
        foreach (var left in checks.LeftOut.Where(l => !told.Contains(l.Rule.Id)))
        {
            var missing = left.MissingTables.Where(t =>
                t.EndsWith(PreviousSuffix, StringComparison.Ordinal) || filing.Table(t) is { State: null }).ToList();
            if (missing.Count > 0 && missing.Count == left.MissingTables.Count)
                yield return new RuleCount(ordinal, left.Rule.Id, 0, 0, new RuleReason(missing));
        }
    }

    private static string TablesOf(IReadOnlyList<CheckInput> filings)
    {
        var codes = filings.SelectMany(f => f.Tables.Keys.Concat(f.ZeroTables)
            .Concat(f.Previous.Keys.Select(p => p + PreviousSuffix)));
        return string.Join(',', codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private static FilingCheck Summary(
        Filing filing, ReturnChecks checks, FilingAct act, int ordinal, IReadOnlyList<RuleCount> counts, RunFile run)
    {
        bool IsFatal(RuleCount count) => (checks.Rule(count.Rule)?.Severity ?? RuleSeverity.Fatal) == RuleSeverity.Fatal;
        var check = new FilingCheck
        {
            Id = Guid.CreateVersion7(act.At),
            FilingId = filing.Id,
            At = act.At,
            Ordinal = ordinal,
            FindingsPath = run.Path,
            FindingsSha256 = run.Sha256,
            ChecksHash = checks.Hash,
            Tables = run.Tables,
            FileNames = run.FileNames,
            Fatals = counts.Where(IsFatal).Sum(c => c.Fails),
            Warnings = counts.Where(c => !IsFatal(c)).Sum(c => c.Fails),
            NotEvaluable = counts.Sum(c => c.NotEvaluable),
        };
        foreach (var count in counts)
        {
            check.Add(new FilingCheckRule
            {
                CheckId = check.Id,
                Rule = count.Rule,
                Table = TableOf(checks, count.Rule),
                IsFatal = IsFatal(count),
                Fails = count.Fails,
                NotEvaluable = count.NotEvaluable,
                Reason = count.Reason is { } reason ? string.Join(',', reason.MissingTables) : null,
            });
        }

        return check;
    }

    private static string TableOf(ReturnChecks checks, string rule) =>
        checks.Rule(rule)?.Table
        ?? checks.LeftOut.FirstOrDefault(l => l.Rule.Id == rule)?.Rule.Table
        ?? rule.Split('_')[0];

    private async Task<RunInputs> InputsAsync(
        OperationsContext context,
        ReturnDefinition definition,
        DateOnly asOf,
        IReadOnlyList<Filing> filings,
        CancellationToken cancellationToken)
    {
        var facts = await FactsAsync(context, filings, cancellationToken);
        var previous = await PreviousAsync(context, definition, asOf, filings, cancellationToken);
        var inputs = new List<CheckInput>();
        var cells = new List<StagedTable>();
        var names = new List<string>();
        for (var ordinal = 0; ordinal < filings.Count; ordinal++)
        {
            var uploaded = filings[ordinal].Tables.Where(t => t.FactFileId is not null).ToList();
            var staged = uploaded.ConvertAll(t => folder.Staged(facts[t.FactFileId!.Value], ordinal));
            cells.AddRange(staged.Where(s => s.CellsPath is not null));
            names.Add(string.Join('\n', uploaded.Select(t => $"{t.Table}={t.FileName}")));
            inputs.Add(new CheckInput(
                ordinal,
                staged.ToDictionary(s => s.Table, s => s.ParquetPath, StringComparer.Ordinal),
                previous[filings[ordinal].InstitutionId].ToDictionary(f => f.Table, f => folder.Absolute(f.Path), StringComparer.Ordinal))
            {
                ZeroTables = filings[ordinal].Tables.Where(t => t.State == TableState.Zero).Select(t => t.Table)
                    .ToHashSet(StringComparer.Ordinal),
            });
        }

        return new RunInputs(inputs, cells, names);
    }

    // Fact files of this unit of work are not in the store yet: they stand in Local.
    private static async Task<Dictionary<Guid, FactFile>> FactsAsync(
        OperationsContext context, IReadOnlyList<Filing> filings, CancellationToken cancellationToken)
    {
        var ids = filings.SelectMany(f => f.Tables).Select(t => t.FactFileId).OfType<Guid>().ToHashSet();
        var facts = context.Set<FactFile>().Local.Where(f => ids.Contains(f.Id)).ToDictionary(f => f.Id);
        ids.ExceptWith(facts.Keys);
        var stored = await context.Set<FactFile>().AsNoTracking().Where(f => ids.Contains(f.Id))
            .ToListAsync(cancellationToken);
        foreach (var fact in stored)
            facts[fact.Id] = fact;
        return facts;
    }

    private async Task<ILookup<string, FactFile>> PreviousAsync(
        OperationsContext context,
        ReturnDefinition definition,
        DateOnly asOf,
        IReadOnlyList<Filing> filings,
        CancellationToken cancellationToken)
    {
        var before = policy.Previous(definition, asOf);
        var institutions = filings.Select(f => f.InstitutionId).ToList();
        var versions = context.Set<FilingVersion>().Where(v =>
            v.ReturnId == definition.Id && v.AsOf == before && institutions.Contains(v.InstitutionId)
            && v.AcceptedAt != null && v.SupersededAt == null);
        var facts = await (
            from version in versions
            from table in version.Tables
            join fact in context.Set<FactFile>() on table.FactFileId equals fact.Id
            select fact).AsNoTracking().ToListAsync(cancellationToken);
        return facts.ToLookup(f => f.InstitutionId, StringComparer.Ordinal);
    }

    private sealed record RunFile(string Path, string Sha256, string Tables, string FileNames);

    private sealed record RunInputs(
        IReadOnlyList<CheckInput> Filings, IReadOnlyList<StagedTable> Cells, IReadOnlyList<string> FileNames);
}
