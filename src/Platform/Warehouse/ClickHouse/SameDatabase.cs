namespace Huoshui.Warehouse.ClickHouse;

/// <summary>Finds two addresses of one database (two names of a machine, a balancer before several): a sweep would take
/// what is right on one for moved away from the other.</summary>
internal static class SameDatabase
{
    /// <summary>The fault of the first two; null where each is a database of its own.</summary>
    /// <param name="nodes">Servers that are right otherwise.</param>
    /// <param name="patience">How long a server may take to answer.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public static FactsException? Among(
        IReadOnlyList<FactNode> nodes, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (nodes.Count < 2)
            return null;
        var marks = new Dictionary<string, FactNode>(StringComparer.Ordinal);
        var scratches = new List<ScratchTables>();
        try
        {
            foreach (var node in nodes)
            {
                scratches.Add(new ScratchTables(node.Http));
                var mark = scratches[^1].Add("mark");
                marks[mark] = node;
                node.Within(patience, (n, stop) => Make(n, mark, stop), cancellationToken);
            }

            FactsException? same = null;
            foreach (var node in nodes.TakeWhile(_ => same is null))
                node.Within(patience, (n, stop) => same = Beside(n, marks, stop), cancellationToken);
            return same;
        }
        catch (FactsException fault)
        {
            return fault;
        }
        finally
        {
            scratches.ForEach(s => s.Dispose());
        }
    }

    private static void Make(FactNode node, string mark, CancellationToken cancellationToken) => node.Http.Execute(
        $"CREATE TABLE {ClickHouseSql.Name(mark)} (x UInt8) ENGINE = MergeTree ORDER BY x", cancellationToken);

    private static FactsException? Beside(
        FactNode node, Dictionary<string, FactNode> marks, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", marks.Where(m => m.Value != node).Select(m => ClickHouseSql.Text(m.Key)));
        var found = node.Http.Rows(
            $"SELECT name FROM system.tables WHERE database = currentDatabase() AND name IN ({names})",
            cancellationToken);
        if (found.Count == 0)
            return null;
        var other = marks[found[0][0]!].Server;
        return node.Server.Fault(
            "WHS2015",
            $"与 {other} 是同一个库；每台服务器只写一次，不要写负载均衡的地址",
            $"is the same database as {other}: list each server once, and no balancer");
    }
}
