using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Vtl;
using Huoshui.Warehouse.Scripts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Huoshui.Systems.Workbench;

/// <summary>Checks, proposes and runs scripts for a viewer. Thread safe; keeps nothing but the audit of runs.</summary>
internal sealed partial class WorkbenchDesk(
    ScriptShelf shelf, ScriptLimits limits, RunGate gate, ScriptRun run, IDbContextFactory<OperationsContext> contexts,
    ILogger<WorkbenchDesk> logger)
    : IDisposable
{
    private const string Name = "script.vtl";

    // A script may take seconds to compile: so many at once, the others wait.
    private readonly SemaphoreSlim _compiling = new(Environment.ProcessorCount);

    /// <inheritdoc />
    public void Dispose() => _compiling.Dispose();

    /// <summary>Looks at a script; reads no data.</summary>
    public ScriptAnswer Check(ScriptQuestion question, Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(question);
        var source = new SourceText(Name, question.Script);
        if (Refusal(question, viewer, out var data) is { } refusal)
            return Refused(refusal);
        return InTurn(() => Answer(source, data!, Compiled(source, data!))) ?? Refused(WorkbenchProblems.Busy());
    }

    /// <summary>What may be written at a place.</summary>
    public (IReadOnlyList<CompletionItem> Items, Diagnostic? Refusal) Complete(
        ScriptQuestion question, int offset, Viewer viewer)
    {
        if (Refusal(question, viewer, out var data) is { } refusal)
            return ([], refusal);
        var at = Math.Clamp(offset, 0, question.Script.Length);
        var source = new SourceText(Name, question.Script);
        return InTurn(() => VtlCompletion.At(source, at, data!.ToCompile(SqlDialect.DuckDb, limits), data.TitleOf))
            is { } items ? (items, null) : ([], WorkbenchProblems.Busy());
    }

    // Null where no place came free in time.
    private T? InTurn<T>(Func<T> work)
        where T : class
    {
        if (!_compiling.Wait(limits.WaitTime))
            return null;
        try
        {
            return work();
        }
        finally
        {
            _compiling.Release();
        }
    }

    /// <summary>Runs a script on a sample of the data that the viewer may see. The run is audited.</summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public async Task<ScriptAnswer> RunAsync(
        ScriptQuestion question, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var source = new SourceText(Name, question.Script);
        if (Refusal(question, viewer, out var known) is { } refusal)
            return Refused(refusal);
        VtlModule? compiled = null;
        if (InTurn(() => Answer(source, known!, compiled = Compiled(source, known!))) is not { } answer)
            return Refused(WorkbenchProblems.Busy());
        var module = compiled!;
        if (!answer.IsRight)
            return answer with { Refusal = WorkbenchProblems.HasErrors() };
        using var place = await gate.EnterAsync(viewer.AccountName, cancellationToken);
        if (place is null)
            return answer with { Refusal = WorkbenchProblems.Busy() };
        if (await shelf.OpenAsync(known!.Choice, viewer, cancellationToken) is not { } data)
            return Refused(WorkbenchProblems.UnknownData(known.Choice.Key));
        return answer with { Outcome = await AuditedAsync(question, module, data, viewer, cancellationToken) };
    }

    private async Task<ScriptOutcome> AuditedAsync(
        ScriptQuestion question, VtlModule module, ScriptData data, Viewer viewer, CancellationToken cancellationToken)
    {
        ScriptOutcome outcome;
        try
        {
            outcome = await run.RunAsync(module, data.Inputs, cancellationToken);
        }
        catch (Exception exception)
        {
            var problem = exception is OperationCanceledException
                ? WorkbenchProblems.Abandoned() : WorkbenchProblems.Faulted();
            await AuditAsync(question, data.Choice, viewer, new ScriptOutcome([], [], problem));
            throw;
        }

        if (outcome.Cause is { Length: > 0 } cause)
            LogStopped(outcome.Problem?.Code, cause);
        await AuditAsync(question, data.Choice, viewer, outcome);
        return Placed(outcome, new SourceText(Name, question.Script));
    }

    // What stopped the run, at its place in the script, as what is found before it.
    private static ScriptOutcome Placed(ScriptOutcome outcome, SourceText source)
    {
        if (outcome is not { Problem: { } problem, Place: { } place }
            || place.Split(':') is not [.., var line, var column])
        {
            return outcome;
        }

        var start = source.Content.Split('\n').Take(int.Parse(line, CultureInfo.InvariantCulture) - 1)
            .Sum(l => l.Length + 1) + int.Parse(column, CultureInfo.InvariantCulture) - 1;
        var span = new SourceSpan(Math.Min(start, source.Content.Length), start < source.Content.Length ? 1 : 0);
        return outcome with
        {
            Problem = Diagnostic.Error(problem.Code, problem.Message.Zh, problem.Message.En, source, span),
        };
    }

    [LoggerMessage(1, LogLevel.Warning, "A script of the workbench was stopped ({Code}): {Cause}")]
    private partial void LogStopped(string? code, string cause);

    private Diagnostic? Refusal(ScriptQuestion question, Viewer viewer, out ScriptData? data)
    {
        data = null;
        if (question.Script.Length > limits.MaxCharacters)
            return WorkbenchProblems.TooLong(question.Script.Length, limits);
        if (DataChoice.Read(question.Data, question.Institution) is { } choice)
            data = shelf.Structures(choice, viewer);
        var statements = VtlExplanation.Of(new SourceText(Name, question.Script)).Statements.Count;
        if (statements > limits.MaxStatements)
            return WorkbenchProblems.TooManyStatements(statements, limits);
        return data is null ? WorkbenchProblems.UnknownData($"{question.Data} {question.Institution}".Trim()) : null;
    }

    // A text that is too long is not read at all, so that it has no lines either.
    private static ScriptAnswer Refused(Diagnostic refusal) =>
        new() { Source = new SourceText(Name, string.Empty), Refusal = refusal };

    private VtlModule Compiled(SourceText source, ScriptData data) =>
        VtlCompiler.Compile([source], data.ToCompile(SqlDialect.DuckDb, limits));

    private ScriptAnswer Answer(SourceText source, ScriptData data, VtlModule module)
    {
        var read = module.Results.SelectMany(r => r.Inputs).ToHashSet(StringComparer.Ordinal);
        return new ScriptAnswer
        {
            Source = source,
            Diagnostics = module.Diagnostics,
            Inputs = [.. data.Inputs.Select(i => i.Structure).Where(s => IsRead(s.Name))],
            Results = module.Structures,
            Explanation = VtlExplanation.Of(source, titles: data.TitleOf).Statements,
            Sql = module.Succeeded ? SqlOf(source, data, module) : [],
            Lineage = module.Succeeded ? VtlLineage.Of(module.Results) : null,
            TitleOf = data.TitleOf,
        };

        // Of a wrong script, those that it names anywhere.
        bool IsRead(string name) => module.Succeeded
            ? read.Contains(name) : source.Content.Contains(name, StringComparison.Ordinal);
    }

    private List<ScriptSql> SqlOf(SourceText source, ScriptData data, VtlModule module)
    {
        var other = VtlCompiler.Compile([source], data.ToCompile(SqlDialect.ClickHouse, limits)).Results
            .ToDictionary(r => r.Name, r => r.Sql, StringComparer.Ordinal);
        return
        [
            .. run.Wanted(module).Select(r => new ScriptSql(
                r.Name, Cut(r.Sql), other.TryGetValue(r.Name, out var sql) ? Cut(sql) : null)),
        ];
    }

    private string Cut(string sql) => sql.Length <= limits.ShownSqlCharacters ? sql
        : sql[..limits.ShownSqlCharacters] + "\n-- …";

    // The script itself may hold what somebody typed: its hash tells whether two runs were of one script.
    private async Task AuditAsync(ScriptQuestion question, DataChoice choice, Viewer viewer, ScriptOutcome outcome)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question.Script)));
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        context.Audit(viewer.AccountName, "vtl.run", $"vtl/{choice.Key}", new
        {
            institution = choice.InstitutionId ?? viewer.InstitutionId,
            script = hash,
            characters = question.Script.Length,
            tables = outcome.Tables.Select(t => t.Name),
            rows = outcome.Tables.Sum(t => t.Rows),
            results = outcome.Results.Count,
            problem = outcome.Problem?.Code,
        });
        await context.SaveChangesAsync(CancellationToken.None);
    }
}
