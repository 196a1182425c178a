using Xunit;
using static Huoshui.Vtl.Tests.Scripts;

namespace Huoshui.Vtl.Tests.Plan;

/// <summary>Loans and collaterals are sharded by borrower, districts lie anywhere.</summary>
public sealed class ShardingTests
{
    private static readonly VtlInputs Inputs = new()
    {
        Datasets =
        [
            Structure("L", Id("loan"), Id("borrower", ScalarKind.String), Id("district", ScalarKind.String),
                Me("balance", ScalarKind.Number, 2)),
            Structure("B", Id("borrower", ScalarKind.String), Me("size", ScalarKind.String)),
            Structure("C", Id("borrower", ScalarKind.String), Id("item"), Me("worth", ScalarKind.Number, 2)),
            Structure("D", Id("district", ScalarKind.String), Me("name", ScalarKind.String)),
            Structure("T", Id("borrower", ScalarKind.String), Id("t", ScalarKind.TimePeriod), Me("v", ScalarKind.Integer)),
            Structure("U", Id("borrower", ScalarKind.String), Id("t", ScalarKind.Date), Me("v", ScalarKind.Integer)),
        ],
    };

    private static readonly Dictionary<string, string> ByBorrower = new(StringComparer.Ordinal)
    {
        ["L"] = "borrower",
        ["B"] = "borrower",
        ["C"] = "borrower",
        ["T"] = "borrower",
        ["U"] = "borrower",
    };

    [Theory]
    [InlineData("R := L[filter balance > 0][calc x := balance * 2];", "")]
    [InlineData("R := inner_join(B as b, C as c);", "join with C: Local")]
    [InlineData("R := inner_join(C as c, D[rename name to worth2, district to borrower] as d using borrower);", "join with D: Global")]
    [InlineData("R := sum(C group by borrower);", "aggregate by borrower: Local")]
    [InlineData("R := L[aggr total := sum(balance) group by district];", "aggregate by district: TwoSteps")]
    [InlineData("R := L[aggr total := sum(balance)];", "aggregate of all: TwoSteps")]
    [InlineData("A := L[aggr most := max(balance) group by loan, borrower]; R := A[aggr n := count() group by loan];",
        "aggregate by loan, borrower: Local; aggregate by loan: TwoSteps")]
    [InlineData("A := L[aggr most := max(balance) group by borrower, district]; R := A[aggr n := count() group by district];",
        "aggregate by borrower, district: Local; aggregate by district: TwoSteps")]
    [InlineData("R := C[calc r := rank(over (partition by borrower order by item))];", "window by borrower: Local")]
    [InlineData("R := C[calc r := rank(over (partition by item order by borrower))];", "window by item: Gathered")]
    [InlineData("R := C[calc identifier kin := substr(borrower, 1, 1)][calc a := sum(worth over (partition by borrower)), b := sum(worth over (partition by kin))];",
        "window by borrower: Local; window by borrower: Gathered")] // kin is made of the borrower and is none
    [InlineData("A := L[aggr total := sum(balance) group by district]; R := inner_join(A as a, D as d using district);",
        "aggregate by district: TwoSteps; join with D: Global")] // what was brought together is sent back
    [InlineData("R := exists_in(B, C, all);", "look up in C: Local")]
    [InlineData("R := flow_to_stock(T);", "time series by borrower: Local")]
    [InlineData("R := timeshift(T, 1);", "")]
    [InlineData("R := timeshift(U, 1);", "time series of all: Gathered")] // a single date has the steps of all series
    [InlineData("R := fill_time_series(U, single);", "time series of all: Gathered")]
    [InlineData("R := flow_to_stock(U);", "time series by borrower: Local")]
    [InlineData("R := full_join(B as b, B[rename size to s] as c);", "join with B: Local")]
    public void A_plan_says_what_stays_on_the_nodes(string script, string steps)
    {
        var result = MustCompile(script, Inputs with { Dialect = SqlDialect.ClickHouse }).Results[^1];
        Assert.Equal(steps, string.Join("; ", result.OnCluster(ByBorrower).Select(s => $"{s.What.En}: {s.Work}")));
    }

    // ClickHouse works out five queries of a cluster within one another (max_distributed_depth).
    [Theory]
    [InlineData(3, 4, 0)]
    [InlineData(4, 5, 0)]
    [InlineData(5, 5, 1)]
    [InlineData(9, 5, 1)]
    public void What_would_lie_too_deep_is_brought_together(int links, int depth, int gathered)
    {
        var script = "A0 := L;" + string.Concat(Enumerable.Range(0, links).Select(i => FormattableString.Invariant(
            $" A{i + 1} := inner_join(A{i} as a, A{i}[aggr n{i} := count() group by district] as g using district);")));
        var plan = MustCompile(script, Inputs with { Dialect = SqlDialect.ClickHouse }).Results[^1].OnCluster(
            new ClusterLayout { Shards = ByBorrower });
        Assert.Equal(depth, DepthOf(plan.Statement("three")));
        Assert.Equal(gathered, plan.Steps.Count(s => s.Work == ClusterWork.Gathered && s.What.En.StartsWith("join", StringComparison.Ordinal)));
    }

    private static int DepthOf(string statement)
    {
        var (open, most) = (new Stack<bool>(), 0);
        for (var i = 0; i < statement.Length; i++)
        {
            if (statement[i] == '(')
                open.Push(statement.AsSpan(0, i).EndsWith("cluster"));
            else if (statement[i] == ')')
                open.Pop();
            most = Math.Max(most, open.Count(isCluster => isCluster));
        }

        return most;
    }

    [Fact]
    public void Rows_that_lie_anywhere_make_every_join_global()
    {
        var result = MustCompile("R := inner_join(B as b, C as c);", Inputs).Results[0];
        var step = Assert.Single(result.OnCluster(new Dictionary<string, string>(StringComparer.Ordinal)));
        Assert.Equal(ClusterWork.Global, step.Work);
        Assert.Equal("join with C: GLOBAL, its right side is sent to every node first", step.Told.En);
        Assert.Equal("与 C 连接：GLOBAL，右边先发到每个节点", step.Told.Zh);
    }

    [Fact]
    public void What_is_on_one_node_stays_there()
    {
        var result = MustCompile("A := sum(C group by item); R := A[calc r := rank(over (order by worth))];", Inputs).Results[^1];
        Assert.Equal(["A"], result.OnCluster(ByBorrower).Select(s => s.Result));
    }
}
