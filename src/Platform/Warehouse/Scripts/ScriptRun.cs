using System.Diagnostics;
using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse.Scripts.Sandbox;

namespace Huoshui.Warehouse.Scripts;

/// <summary>
/// Runs a compiled script on a sample, walled in: in a process of its own, which has the sample and nothing else, in an
/// engine that reads its folder alone, within <see cref="ScriptLimits"/> (ADR 0024). Thread safe.
/// </summary>
/// <param name="limits">What a run may take.</param>
/// <param name="folder">The folder of partial results: its secret makes the marks of masked texts.</param>
/// <param name="program">The program of the processes.</param>
public sealed class ScriptRun(ScriptLimits limits, string folder, ScriptProgram program) : IAsyncDisposable
{
    private readonly ScriptPool _pool = new(program, limits);
    private readonly ScriptSample _sample = new(limits, folder);

    /// <summary>Runs the results that are kept (<c>&lt;-</c>), or all where none is.</summary>
    /// <param name="module">A compiled script without errors, for DuckDB.</param>
    /// <param name="inputs">The data sets that it was compiled with.</param>
    /// <param name="cancellationToken">Ends the run and its process.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<ScriptOutcome> RunAsync(
        VtlModule module, IReadOnlyList<ScriptInput> inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(inputs);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await using var process = _pool.Take();
            return await RunAsync(process, Wanted(module), inputs, cancellationToken);
        }
        catch (NoScriptProcessException exception)
        {
            return Stopped(ScriptProblems.NoProcess(), exception.Message);
        }
        finally
        {
            _pool.Prepare();
        }
    }

    /// <summary>The results that a run gives: those that are kept (<c>&lt;-</c>), or all where none is; at most
    /// <see cref="ScriptLimits.MaxResults"/>.</summary>
    public IReadOnlyList<VtlResult> Wanted(VtlModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var kept = module.Results.Where(r => r.IsPersistent).ToList();
        return [.. (kept.Count > 0 ? kept : module.Results).Take(limits.MaxResults)];
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private async Task<ScriptOutcome> RunAsync(
        ScriptProcess process, IReadOnlyList<VtlResult> results, IReadOnlyList<ScriptInput> inputs,
        CancellationToken cancellationToken)
    {
        var named = results.SelectMany(r => r.Inputs).ToHashSet(StringComparer.Ordinal);
        List<ScriptInput> read = [.. inputs.Where(i => named.Contains(i.Structure.Name))];
        List<(TaskTable Task, ScriptTable Read)> tables;
        var begin = Stopwatch.GetTimestamp();
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        clock.CancelAfter(limits.RunTime);
        try
        {
            tables = await Task.Run(
                () => _sample.Write(read, name => ColumnsOf(results, name), process.Folder, clock.Token), clock.Token);
        }
        catch (Exception exception) when (exception is DuckDBException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return clock.IsCancellationRequested ? Stopped(ScriptProblems.TooSlow(limits))
                : Stopped(ScriptProblems.Failed(), exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoScriptProcessException(exception);
        }

        // One clock for the sample and the process.
        var rest = limits.RunTime - Stopwatch.GetElapsedTime(begin);
        if (rest <= TimeSpan.Zero)
            return Stopped(ScriptProblems.TooSlow(limits));
        var task = new ScriptTask(
            ScriptWalls.Of(limits, rest), [.. tables.Select(t => t.Task)], [.. results.Select(TaskOf)]);
        var (reply, ended) = await process.RunAsync(task, rest, cancellationToken);
        var outcome = reply is null ? Stopped(ScriptStops.Of(ended, limits), process.Errors)
            : ScriptStops.Told(reply, results, limits);
        return outcome with { Tables = [.. tables.Select(t => t.Read)] };
    }

    private static TaskResult TaskOf(VtlResult result) => new(
        result.Sql,
        [
            .. result.Structure.Components.Select(c => new TaskColumn(
                c.Name, c.Role == ComponentRole.Identifier, IsText(c))),
        ],
        result.IsKeyed);

    private static bool IsText(Component component) => component.Kind is not (ScalarKind.Integer or ScalarKind.Number
        or ScalarKind.Boolean or ScalarKind.Date);

    private static HashSet<string> ColumnsOf(IEnumerable<VtlResult> results, string input) =>
        results.SelectMany(r => r.Columns.TryGetValue(input, out var columns) ? columns : new HashSet<string>())
            .ToHashSet(StringComparer.Ordinal);

    private static ScriptOutcome Stopped(Diagnostic problem, string? cause = null) =>
        new([], [], problem) { Cause = cause };
}
