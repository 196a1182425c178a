using System.Globalization;
using Huoshui.Policies;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Tests.Indicators;

/// <summary>Facts of a version as the stager leaves them: real Parquet with the columns of the return.</summary>
internal static class FactStage
{
    /// <summary>Writes the rows and adds the table to the version; only the columns that matter are given.</summary>
    internal static FactFile Write(
        string folder, FilingVersion version, string code, IReadOnlyList<Dictionary<string, object?>> rows)
    {
        var table = RepositoryPolicies.Library.Return(version.ReturnId)!.Table(code)!;
        var id = Guid.CreateVersion7();
        var relative = Path.Combine("facts", "onetable", code, id + ".parquet");
        var path = Path.Combine(folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var columns = table.Fields.Select(f => $"{Sql.Name(f.Code)} {TypeOf(f)}");
        using var session = DuckSession.Open(new DuckLimits(), [], Path.GetDirectoryName(path));
        session.Execute($"CREATE TABLE t (file_no INTEGER, line_no BIGINT, {string.Join(", ", columns)})");
        for (var i = 0; i < rows.Count; i++)
        {
            var cells = table.Fields.Select(f => rows[i].GetValueOrDefault(f.Code) is { } v
                ? Sql.Text(Convert.ToString(v, CultureInfo.InvariantCulture)!) : "NULL");
            session.Execute($"INSERT INTO t VALUES (1, {i + 2}, {string.Join(", ", cells)})");
        }

        session.Execute($"COPY t TO {Sql.Text(path)} (FORMAT parquet)");
        version.Tables.Add(new FilingVersionTable
        {
            VersionId = version.Id,
            Table = code,
            State = TableState.Uploaded,
            FactFileId = id,
        });
        return new FactFile
        {
            Id = id,
            ReturnId = version.ReturnId,
            InstitutionId = version.InstitutionId,
            AsOf = version.AsOf,
            Table = code,
            Path = relative,
            Rows = rows.Count,
            Sha256 = "-",
            RawSha256s = "-",
            ReceivedAt = version.CertifiedAt,
        };
    }

    private static string TypeOf(FieldDefinition field) => field.Kind switch
    {
        ColumnKind.Integer => "BIGINT",
        ColumnKind.Decimal => $"DECIMAL(18,{field.Scale.ToString(CultureInfo.InvariantCulture)})",
        ColumnKind.Date => "DATE",
        ColumnKind.Boolean => "BOOLEAN",
        _ => "VARCHAR",
    };
}
