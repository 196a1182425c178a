using System.Globalization;
using DuckDB.NET.Data;

namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>Computes the results of a task; within the process of the run.</summary>
internal sealed class ScriptRows : IDisposable
{
    private const string Kept = "script' result";

    private readonly ScriptTask _task;
    private readonly DuckSession _session;
    private readonly CancellationTokenSource _clock;
    private readonly List<ReplyResult> _done = [];
    private int _characters;

    private ScriptRows(ScriptTask task, string folder)
    {
        _task = task;
        _session = DuckSession.Open(
            task.Walls.Engine with { TempFolder = folder },
            [.. task.Tables.Select(t => Path.Combine(folder, t.File))]);
        _clock = new CancellationTokenSource(task.Walls.RunMilliseconds);
    }

    private CancellationToken Clock => _clock.Token;

    public static ScriptReply Run(ScriptTask task, string folder)
    {
        using var rows = new ScriptRows(task, folder);
        ReplyStop? stop;
        try
        {
            stop = rows.Run(folder);
        }
        catch (OutOfMemoryException)
        {
            stop = new ReplyStop(StopReason.Memory, rows._done.Count);
        }
        catch (Exception exception) when (
            exception is DuckDBException or OperationCanceledException or OverflowException or ArgumentException
            or InvalidCastException)
        {
            stop = rows.Clock.IsCancellationRequested ? new ReplyStop(StopReason.Time, rows._done.Count)
                : new ReplyStop(StopReason.Engine, rows._done.Count, exception.Message);
        }

        return new ScriptReply(stop is null ? rows._done : [], stop);
    }

    public void Dispose()
    {
        _session.Dispose();
        _clock.Dispose();
    }

    private ReplyStop? Run(string folder)
    {
        foreach (var table in _task.Tables)
        {
            var file = Sql.Text(Path.Combine(folder, table.File));
            _session.Execute($"CREATE TEMP TABLE {Sql.Name(table.Name)} AS SELECT * FROM read_parquet({file})", Clock);
        }

        foreach (var result in _task.Results)
        {
            if (Compute(result) is { } stop)
                return stop;
        }

        return null;
    }

    private ReplyStop? Compute(TaskResult result)
    {
        var (kept, most) = (Sql.Name(Kept), _task.Walls.MaxResultRows);
        _session.Execute(
            string.Create(CultureInfo.InvariantCulture, $"""
            CREATE OR REPLACE TEMP TABLE {kept} AS
            SELECT * FROM ({result.Sql}) LIMIT {most + 1}
            """), Clock);
        var total = _session.Scalar<long>($"SELECT count(*) FROM {kept}", Clock);
        if (total > most)
            return new ReplyStop(StopReason.Rows, _done.Count);
        if (!result.IsKeyed && ResultKeys.Wrong(_session, result, kept, _done.Count, Clock) is { } wrong)
            return wrong;
        _done.Add(new ReplyResult(Shown(result, kept), total));
        return null;
    }

    private List<IReadOnlyList<string?>> Shown(TaskResult result, string kept)
    {
        var keys = string.Join(", ", result.Columns.Where(c => c.IsIdentifier).Select(c => Sql.Name(c.Name)));
        // What is longer than what is shown stays in the engine.
        var most = (_task.Walls.ShownCharacters + 1).ToString(CultureInfo.InvariantCulture);
        var columns = string.Join(", ", result.Columns.Select(
            c => c.IsText ? $"left({Sql.Name(c.Name)}, {most})" : Sql.Name(c.Name)));
        var order = keys.Length == 0 ? string.Empty : $" ORDER BY {keys}";
        var rows = _session.Query(
            string.Create(
                CultureInfo.InvariantCulture, $"SELECT {columns} FROM {kept}{order} LIMIT {_task.Walls.ShownRows}"),
            IReadOnlyList<string?> (r) => [.. Enumerable.Range(0, r.FieldCount).Select(i => Text(r, i))], Clock);
        return [.. rows.TakeWhile(HasRoom)];
    }

    private bool HasRoom(IReadOnlyList<string?> row)
    {
        _characters += row.Sum(cell => 1 + (cell?.Length ?? 0));
        return _characters <= _task.Walls.ReplyCharacters;
    }

    private string? Text(DuckDBDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
            return null;
        var text = reader.GetValue(column) switch
        {
            string value => value,
            bool flag => flag ? "true" : "false",
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString()!,
        };
        return text.Length <= _task.Walls.ShownCharacters ? text : text[.._task.Walls.ShownCharacters] + "…";
    }
}
