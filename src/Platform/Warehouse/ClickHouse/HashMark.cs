using System.Security.Cryptography;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>
/// Stands for the keyed hash on a server: the key of borrowers never leaves the platform's machines. There
/// <c>keyed_hash(x)</c> is a mark and x, which is equal where the hash is; what comes back with the mark is hashed
/// here, before it is kept. The mark is of one run and cannot be guessed, so no filed text has it.
/// </summary>
internal sealed class HashMark
{
    private const int Bytes = 12;
    private const int Shortest = 1;

    private readonly string _mark;

    private HashMark(string mark) => _mark = mark;

    public static HashMark New() => new("~" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)) + ":");

    /// <summary>The function, for the beginning of a statement of ClickHouse.</summary>
    public string Function => $"(x -> concat({ClickHouseSql.Text(_mark)}, toString(x))) AS keyed_hash";

    /// <summary>Whether a value of text holds the mark elsewhere than at its start, or a piece of it: then a script
    /// changed a keyed hash, and what came back is not it.</summary>
    public string IsBroken(string column) =>
        $"(contains({column}, {Sql.Text(_mark[1..])}) AND NOT starts_with({column}, {Sql.Text(_mark)})) OR "
            + $"(length({column}) > {Shortest} AND starts_with({Sql.Text(_mark)}, {column}))";

    /// <summary>A column of text with its marked values hashed, in a session where the keyed hash is defined
    /// (<see cref="FactRelations.DefineKeyedHash"/>).</summary>
    public string Hashed(string column) =>
        $"CASE WHEN starts_with({column}, {Sql.Text(_mark)}) THEN keyed_hash(substr({column}, {_mark.Length + 1})) "
            + $"ELSE {column} END";
}
