using System.Security.Cryptography;
using System.Text;
using Huoshui.Policies;

namespace Huoshui.Warehouse.ClickHouse;

/// <summary>A column of a table of the server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as ClickHouse writes it.</param>
internal sealed record FactColumn(string Name, string Type);

/// <summary>A table of the server: what it is called, what it has. Made when it is first needed. Its name says its
/// columns, so that a new form of a filed table is a new table and never a changed one.</summary>
internal sealed class FactTable
{
    // Raised when rows are laid out otherwise.
    private const string Form = "1";

    private FactTable(string name, IReadOnlyList<FactColumn> columns, string orderBy)
    {
        Name = name;
        Columns = columns;
        OrderBy = orderBy;
    }

    /// <summary>Which load of which fact file counts; what stands in no row of it is not there.</summary>
    public static FactTable Loads { get; } = new(
        "huoshui_loads",
        [
            new("fact_file", "String"), new("fact_table", "String"), new("load", "String"), new("rows", "UInt64"),
            new("beyond", "String"), new("loaded_at", "DateTime"),
        ],
        "fact_table, fact_file");

    public string Name { get; }

    public IReadOnlyList<FactColumn> Columns { get; }

    private string OrderBy { get; }

    /// <summary>The table for the rows of a filed table: fact file, load, institution, file_no, line_no and every
    /// field.</summary>
    public static FactTable Of(TableDefinition table)
    {
        List<FactColumn> columns =
        [
            new("fact_file", "String"), new("load", "String"), new("institution", "Nullable(String)"),
            new("file_no", "Nullable(Int64)"), new("line_no", "Nullable(Int64)"),
            .. table.Fields.Select(f => new FactColumn(f.Code, ClickHouseSql.TypeOf(f))),
        ];
        var text = Form + string.Concat(columns.Select(c => $"\n{c.Name} {c.Type}"));
        var form = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
        return new FactTable($"facts_{table.Code}_{form}", columns, "fact_file, load");
    }

    /// <summary>Makes the table unless it is there.</summary>
    /// <exception cref="FactsException">WHS2007: it is there with other columns.</exception>
    public void Ensure(ClickHouseHttp http, CancellationToken cancellationToken)
    {
        if (IsThere(http, cancellationToken))
            return;
        var columns = Columns.Select(c => $"{ClickHouseSql.Name(c.Name)} {c.Type}");
        http.Execute(
            $"CREATE TABLE IF NOT EXISTS {ClickHouseSql.Name(Name)} ({string.Join(", ", columns)}) "
                + $"ENGINE = MergeTree ORDER BY ({OrderBy})",
            cancellationToken);
        IsThere(http, cancellationToken); // another process may have been first, with another form
    }

    private bool IsThere(ClickHouseHttp http, CancellationToken cancellationToken)
    {
        var found = http.Rows(
            "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = "
                + $"{ClickHouseSql.Text(Name)} ORDER BY position",
            cancellationToken).ConvertAll(r => new FactColumn(r[0]!, r[1]!));
        if (found.Count > 0 && !found.SequenceEqual(Columns))
            throw Differs(http.Server, found);
        return found.Count > 0;
    }

    private FactsException Differs(FactServer server, List<FactColumn> found)
    {
        var first = Columns.Concat(found)
            .First(c => !found.Contains(c) || !Columns.Contains(c) || found.Count != Columns.Count);
        return server.Fault(
            "WHS2007",
            $"表 {Name} 的结构不同（列 {first.Name}）；请改名或删除此表，平台会重新建立并装入",
            $"the table {Name} has another structure (column {first.Name}): "
                + "rename or drop it, and it is made and loaded again");
    }
}
