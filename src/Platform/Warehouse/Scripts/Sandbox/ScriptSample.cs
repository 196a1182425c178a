using System.Globalization;
using Huoshui.Policies;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>
/// Writes the tables of a run into the folder of its process: the sample, and masked. What may not be seen in clear
/// never comes into that process, so that no script can bring it out again.
/// </summary>
internal sealed class ScriptSample(ScriptLimits limits, string keyFolder)
{
    /// <summary>Writes a Parquet file for each input.</summary>
    /// <param name="inputs">Those that are read.</param>
    /// <param name="needed">Columns that are read of each.</param>
    /// <param name="folder">Where.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>Each with what was read of it.</returns>
    public List<(TaskTable Task, ScriptTable Read)> Write(
        IReadOnlyList<ScriptInput> inputs, Func<string, HashSet<string>> needed, string folder,
        CancellationToken cancellationToken)
    {
        var files = inputs.SelectMany(i => i.Files).Select(f => f.ParquetPath).ToList();
        using var session = DuckSession.Open(limits.Engine, files, folder);
        new Pseudonyms(BorrowerKey.In(keyFolder)).Register(session);
        return [.. inputs.Select((input, i) => Write(session, input, needed(input.Structure.Name), folder, i))];

        (TaskTable, ScriptTable) Write(
            DuckSession into, ScriptInput input, HashSet<string> columns, string target, int number)
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"table{number}.parquet");
            var (rows, read) = Rows(into, input, columns);
            var path = Sql.Text(Path.Combine(target, file));
            into.Execute($"COPY ({rows}) TO {path} (FORMAT parquet, COMPRESSION uncompressed)", cancellationToken);
            return (new TaskTable(input.Structure.Name, file), read);
        }
    }

    private (string Rows, ScriptTable Read) Rows(DuckSession session, ScriptInput input, HashSet<string> needed)
    {
        var name = input.Structure.Name;
        if (input.Table is null)
        {
            FactRelations.Define(session, [new(input.Structure, input.Rows)]);
            return (
                $"SELECT * FROM {Sql.Name(name)}",
                new ScriptTable(name, input.TotalRows, input.TotalRows, IsMasked: false));
        }

        List<FieldDefinition> fields = [.. input.Table.Fields.Where(f => needed.Contains(f.Code))];
        var isMasked = !input.IsClear && fields.Exists(f => f.Sensitivity != FieldSensitivity.General);
        var rows = input.Files.Count == 0 ? FactRelations.Nothing(input.Structure) : Sampled(input, fields);
        return (
            rows, new ScriptTable(name, Math.Min(input.TotalRows, limits.SampleRows), input.TotalRows, isMasked));
    }

    private string Sampled(ScriptInput input, List<FieldDefinition> fields)
    {
        var columns = string.Concat(fields.Select(f => $", {Shown(f, input.IsClear)} AS {Sql.Name(f.Code)}"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            SELECT institution, file_no, line_no{columns}
            FROM ({FactRelations.Rows(fields, input.Files)} LIMIT {limits.SampleRows})
            """);
    }

    private static string Shown(FieldDefinition field, bool isClear)
    {
        var name = Sql.Name(field.Code);
        if (isClear || field.Sensitivity == FieldSensitivity.General)
            return name;
        return field.Kind == ColumnKind.Text ? $"{Pseudonyms.Function}({name})" : $"CASE WHEN false THEN {name} END";
    }
}
