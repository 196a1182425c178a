using System.Globalization;
using Huoshui.Policies;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cluster.Tests;

/// <summary>Which rows lie on which node.</summary>
/// <param name="Name">borrower, random or institution.</param>
/// <param name="Keys">The column of each table by which it is sharded.</param>
/// <param name="Filer">The column of who filed a row; what has none is a register, whole on every node.</param>
internal sealed record Layout(string Name, IReadOnlyDictionary<string, string> Keys, string Filer)
{
    public const string Borrower = "borrower";
    public const string Random = "random";
    public const string Institution = "institution";

    public static Layout Of(string name, IEnumerable<TableDefinition> tables, string filer)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            var key = name switch
            {
                Borrower => table.Fields.FirstOrDefault(f => f.Title.Zh == "客户ID")?.Code,
                Institution => filer,
                _ => null,
            };
            if (key is not null)
                keys[table.Code] = key;
        }

        return new Layout(name, keys, filer);
    }

    public static bool IsWhole(DataStructure dataset) => dataset.Components.All(c => c.Name != "line_no");

    public string? KeyOf(DataStructure dataset) => Keys.GetValueOrDefault(TableOf(dataset.Name));

    /// <summary>The condition for the rows of a node. Without a key each row goes anywhere.</summary>
    public string Of(DataStructure dataset, int node)
    {
        var key = KeyOf(dataset) is { } column
            ? $"coalesce(CAST({Sql.Name(column)} AS VARCHAR), '')"
            : $"concat({Sql.Text(dataset.Name)}, {Filer}, '/', file_no, '/', line_no)";
        return string.Create(CultureInfo.InvariantCulture, $"hash({key}) % {Nodes.Count} = {node}");
    }

    private static string TableOf(string dataset) =>
        dataset.EndsWith("_prev", StringComparison.Ordinal) ? dataset[..^"_prev".Length] : dataset;
}
