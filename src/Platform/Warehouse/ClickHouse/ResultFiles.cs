using Huoshui.Policies.Figures;
using Huoshui.Vtl;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>A stored result on its way from the server.</summary>
/// <param name="Casts">Its columns, for a SELECT of ClickHouse: each of the type that the embedded engine gives
/// it.</param>
/// <param name="Columns">The same for the embedded engine.</param>
/// <param name="Texts">Those of text.</param>
/// <param name="Downloaded">The file that comes from the server.</param>
/// <param name="Kept">The file of the segment.</param>
internal sealed record ResultFile(
    string Casts, string Columns, IReadOnlyList<string> Texts, string Downloaded, string Kept);

/// <summary>Writes results of the server as the embedded engine would: same columns, same types, borrowers hashed with
/// the folder's key. Its session has every relation, empty, to know the types. Not thread safe.</summary>
internal sealed class ResultFiles : IDisposable
{
    private readonly DuckSession _session;
    private readonly StaleResults _here;
    private readonly HashMark _mark;
    private readonly string _folder;
    private readonly Dictionary<(string, string), List<(string Name, string Type)>> _types = [];

    /// <summary>Opens the session.</summary>
    /// <param name="limits">What it may use.</param>
    /// <param name="here">Compiled for the embedded engine.</param>
    /// <param name="mark">Of the run.</param>
    /// <param name="key">Of the folder.</param>
    /// <param name="folder">Of the segment.</param>
    public ResultFiles(DuckLimits limits, StaleResults here, HashMark mark, BorrowerKey key, string folder)
    {
        (_here, _mark, _folder) = (here, mark, folder);
        _session = DuckSession.Open(limits with { PreserveOrder = false }, [], folder);
        FactRelations.DefineKeyedHash(_session, key);
        FactRelations.Define(_session, here.Registers);
        foreach (var table in here.Tables)
            _session.Execute(FactRelations.EmptyView(FigureCompiler.StructureOf(table)));
        foreach (var lent in here.Lent)
            _session.Execute($"CREATE TEMP VIEW {Sql.Name(lent.Name)} AS {lent.Sql}");
    }

    /// <summary>The file of a stored result of a batch.</summary>
    public ResultFile For(string packId, string result, int batch)
    {
        var types = TypesOf(packId, result);
        var path = Path.Combine(_folder, PartialSegments.FileName(packId, result, batch));
        return new ResultFile(
            string.Join(", ", types.Select(Cast)),
            string.Join(", ", types.Select(Column)),
            [.. types.Where(t => t.Type == "VARCHAR").Select(t => Sql.Name(t.Name))],
            path + DurableFile.TemporaryExtension,
            path);
    }

    /// <summary>Writes what was downloaded into the segment.</summary>
    /// <exception cref="FactsException">WHS2012: a script changed a keyed hash.</exception>
    public void Write(ResultFile file, CancellationToken cancellationToken)
    {
        var broken = file.Texts.Count == 0 ? "false" : string.Join(" OR ", file.Texts.Select(t => _mark.IsBroken(t)));
        if (_session.Scalar<long>(
                $"SELECT count(*) FROM read_parquet({Sql.Text(file.Downloaded)}) WHERE {broken}",
                cancellationToken) > 0)
        {
            throw new FactsException(
                "WHS2012",
                $"{Path.GetFileName(file.Kept)}：脚本改动了 keyed_hash 的值（拼接或截取），在 ClickHouse 上得不到与本机相同的结果；"
                    + "只可比较、分组、原样保留",
                "a script changes a keyed hash (joins or cuts it), which gives another result on ClickHouse than here: "
                    + "compare it, group by it, keep it as it is");
        }

        _session.Execute(
            $"COPY (SELECT {file.Columns} FROM read_parquet({Sql.Text(file.Downloaded)})) TO {Sql.Text(file.Kept)} "
                + "(FORMAT parquet, COMPRESSION lz4_raw)",
            cancellationToken);
        File.Delete(file.Downloaded);
    }

    /// <summary>Sends a register to the server.</summary>
    /// <returns>A query of its rows.</returns>
    public string Register(
        ClickHouseHttp http, ScratchTables scratch, RegisterDataset register, CancellationToken cancellationToken)
    {
        var name = register.Structure.Name;
        var table = ClickHouseSql.Name(scratch.Add(name));
        var columns = register.Structure.Components.Select(c =>
            $"{ClickHouseSql.Name(c.Name)} {ClickHouseSql.TypeOf(FactRelations.TypeOf(c))}");
        http.Execute(
            $"CREATE TABLE {table} ({string.Join(", ", columns)}) ENGINE = MergeTree ORDER BY tuple()",
            cancellationToken);
        var path = Path.Combine(_folder, name + DurableFile.TemporaryExtension);
        _session.Execute(
            $"COPY (SELECT * FROM {Sql.Name(name)}) TO {Sql.Text(path)} (FORMAT parquet)", cancellationToken);
        var names = register.Structure.Components.Select(c => ClickHouseSql.Name(c.Name));
        http.Insert($"{table} ({string.Join(", ", names)})", path, cancellationToken);
        File.Delete(path);
        return $"SELECT * FROM {table}";
    }

    /// <inheritdoc />
    public void Dispose() => _session.Dispose();

    private List<(string Name, string Type)> TypesOf(string packId, string name)
    {
        if (_types.TryGetValue((packId, name), out var known))
            return known;
        VtlResult result = _here.Stored[packId].First(r => string.Equals(r.Name, name, StringComparison.Ordinal));
        return _types[(packId, name)] = _session.Query(
            $"DESCRIBE SELECT * FROM ({result.Sql})", r => (r.GetString(0), r.GetString(1)));
    }

    private static string Cast((string Name, string Type) column)
    {
        var name = ClickHouseSql.Name(column.Name);
        return $"CAST({name} AS {ClickHouseSql.TypeOf(column.Type)}) AS {name}";
    }

    private string Column((string Name, string Type) column)
    {
        var name = Sql.Name(column.Name);
        var value = column.Type == "VARCHAR" ? _mark.Hashed(name) : name;
        return $"CAST({value} AS {column.Type}) AS {name}";
    }
}
