using System.Globalization;
using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Vtl;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Warehouse.Scripts;

/// <summary>
/// Runs a compiled script on a sample, walled in: an engine of its own in memory that reads the files of its inputs and
/// nothing else, within <see cref="ScriptLimits"/>. Thread safe; each run has its own engine.
/// </summary>
/// <param name="limits">What a run may take.</param>
/// <param name="folder">The folder of partial results: its secret makes the marks of masked texts.</param>
public sealed class ScriptRun(ScriptLimits limits, string folder)
{
    private const string Kept = "script result";

    /// <summary>Runs the results that are kept (<c>&lt;-</c>), or all where none is.</summary>
    /// <param name="module">A compiled script without errors, for DuckDB.</param>
    /// <param name="inputs">The data sets that it was compiled with.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public ScriptOutcome Run(
        VtlModule module, IReadOnlyList<ScriptInput> inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(inputs);
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        clock.CancelAfter(limits.RunTime);
        var results = Wanted(module).ToList();
        var named = results.SelectMany(r => r.Inputs).ToHashSet(StringComparer.Ordinal);
        var read = inputs.Where(i => named.Contains(i.Structure.Name)).ToList();
        var tables = new List<ScriptTable>();
        var done = new List<ScriptResult>();
        var at = results.FirstOrDefault();
        try
        {
            using var session = DuckSession.Open(
                limits.Engine, [.. read.SelectMany(i => i.Files).Select(f => f.ParquetPath)]);
            new Pseudonyms(BorrowerKey.In(folder)).Register(session);
            foreach (var input in read)
                tables.Add(Load(session, input, ColumnsOf(results, input.Structure.Name), clock.Token));
            foreach (var result in results)
            {
                at = result;
                if (Result(session, result, clock.Token) is not { } rows)
                    return new ScriptOutcome(tables, [], ScriptProblems.TooManyRows(result.Name, limits));
                done.Add(rows);
            }

            return new ScriptOutcome(tables, done, null);
        }
        catch (Exception exception) when (exception is DuckDBException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ScriptOutcome(tables, [], clock.IsCancellationRequested
                ? ScriptProblems.TooSlow(limits) : Stopped(at!, exception.Message));
        }
        catch (Exception exception) when (exception is OverflowException or ArgumentException or InvalidCastException)
        {
            return new ScriptOutcome(tables, [], Stopped(at!, exception.Message)); // a value beyond those of a cell
        }
        catch (DuplicateRowsException exception)
        {
            return new ScriptOutcome(tables, [], Told(exception.Error));
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

    private static HashSet<string> ColumnsOf(IEnumerable<VtlResult> results, string input) =>
        results.SelectMany(r => r.Columns.TryGetValue(input, out var columns) ? columns : new HashSet<string>())
            .ToHashSet(StringComparer.Ordinal);

    private ScriptTable Load(
        DuckSession session, ScriptInput input, HashSet<string> needed, CancellationToken cancellationToken)
    {
        var name = input.Structure.Name;
        if (input.Table is null)
        {
            FactRelations.Define(session, [new(input.Structure, input.Rows)]);
            return new ScriptTable(name, input.TotalRows, input.TotalRows, IsMasked: false);
        }

        List<FieldDefinition> fields = [.. input.Table.Fields.Where(f => needed.Contains(f.Code))];
        var isMasked = !input.IsClear && fields.Exists(f => f.Sensitivity != FieldSensitivity.General);
        var rows = input.Files.Count == 0 ? FactRelations.Nothing(input.Structure)
            : Sampled(input, fields);
        session.Execute($"CREATE TEMP TABLE {Sql.Name(name)} AS {rows}", cancellationToken);
        return new ScriptTable(name, Math.Min(input.TotalRows, limits.SampleRows), input.TotalRows, isMasked);
    }

    private string Sampled(ScriptInput input, List<FieldDefinition> fields)
    {
        var columns = string.Concat(fields.Select(f => $", {Shown(f, input.IsClear)} AS {Sql.Name(f.Code)}"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            SELECT institution, file_no, line_no{columns}
            FROM ({FactRelations.Rows(fields, input.Files)} LIMIT {limits.SampleRows})
            """);
    }

    // What may not be seen in clear never comes into the engine's tables: no script can bring it out again.
    private static string Shown(FieldDefinition field, bool isClear)
    {
        var name = Sql.Name(field.Code);
        if (isClear || field.Sensitivity == FieldSensitivity.General)
            return name;
        return field.Kind == ColumnKind.Text ? $"{Pseudonyms.Function}({name})" : $"CASE WHEN false THEN {name} END";
    }

    // Null where it has too many rows.
    private ScriptResult? Result(DuckSession session, VtlResult result, CancellationToken cancellationToken)
    {
        var kept = Sql.Name(Kept);
        session.Execute(
            string.Create(CultureInfo.InvariantCulture, $"""
            CREATE OR REPLACE TEMP TABLE {kept} AS
            SELECT * FROM ({result.Sql}) LIMIT {limits.MaxResultRows + 1}
            """), cancellationToken);
        var total = session.Scalar<long>($"SELECT count(*) FROM {kept}", cancellationToken);
        if (total > limits.MaxResultRows)
            return null;
        if (!result.IsKeyed)
            ResultKeys.Require(session, result, kept, cancellationToken);
        List<string> keys = [.. result.Structure.Components.Where(c => c.Role == ComponentRole.Identifier)
            .Select(c => Sql.Name(c.Name))];
        var order = keys.Count == 0 ? string.Empty : $" ORDER BY {string.Join(", ", keys)}";
        var rows = session.Query(
            string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM {kept}{order} LIMIT {limits.ShownRows}"),
            IReadOnlyList<string?> (r) => [.. Enumerable.Range(0, r.FieldCount).Select(i => Text(r, i))],
            cancellationToken);
        return new ScriptResult(result.Structure, rows, total);
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
        return text.Length <= limits.ShownCharacters ? text : text[..limits.ShownCharacters] + "…";
    }

    private Diagnostic Stopped(VtlResult result, string message) =>
        message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase)
            ? ScriptProblems.TooLarge(limits) : Told(VtlRuntimeError.Of(result, message));

    private static Diagnostic Told(VtlRuntimeError error) =>
        new(error.Code, DiagnosticSeverity.Error, error.Message);
}
