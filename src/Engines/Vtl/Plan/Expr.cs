namespace Huoshui.Vtl.Plan;

/// <summary>A typed scalar expression over the rows of a <see cref="Select"/>.</summary>
internal abstract record Expr(ScalarType Type)
{
    /// <summary>Number of nodes: bounds the copying when selects are fused.</summary>
    public int Size { get; protected init; } = 1;

    public bool HasAggregate { get; protected init; }

    public bool HasWindow { get; protected init; }

    protected static int SizeOf(IEnumerable<Expr> parts) => 1 + parts.Sum(p => p.Size);
}

/// <summary>A column of the select's source number <c>Source</c>.</summary>
internal sealed record Column(int Source, string Name, ScalarType Type) : Expr(Type);

/// <summary>A constant; the value is a long, decimal, double, bool, string, DateOnly or null.</summary>
internal sealed record Constant(object? Value, ScalarType Type) : Expr(Type);

/// <summary>An operator with a code that the dialect knows how to write.</summary>
internal sealed record Operation : Expr
{
    public Operation(Op code, ScalarType type, params IReadOnlyList<Expr> arguments)
        : base(type)
    {
        Code = code;
        Arguments = arguments;
        Size = SizeOf(arguments);
        HasAggregate = arguments.Any(a => a.HasAggregate);
        HasWindow = arguments.Any(a => a.HasWindow);
    }

    public Op Code { get; }

    public IReadOnlyList<Expr> Arguments { get; }

    /// <summary>Name of a host function, format of a cast, time unit: what the code alone does not say.</summary>
    public string? Detail { get; init; }

    /// <summary>Where a script asks for it; null for what the engine adds.</summary>
    public Syntax.Place? At { get; init; }
}

/// <summary>The first value whose condition is true; conditions and values alternate, the last is the rest.</summary>
internal sealed record Choice : Expr
{
    public Choice(ScalarType type, IReadOnlyList<(Expr When, Expr Then)> branches, Expr otherwise)
        : base(type)
    {
        Branches = branches;
        Otherwise = otherwise;
        Expr[] parts = [.. branches.SelectMany(b => new[] { b.When, b.Then }), otherwise];
        Size = SizeOf(parts);
        HasAggregate = parts.Any(a => a.HasAggregate);
        HasWindow = parts.Any(a => a.HasWindow);
    }

    public IReadOnlyList<(Expr When, Expr Then)> Branches { get; }

    public Expr Otherwise { get; }
}

/// <summary>An aggregate over the rows of a group; no operand counts rows.</summary>
internal sealed record Aggregate : Expr
{
    public Aggregate(string function, Expr? operand, ScalarType type)
        : base(type)
    {
        Function = function;
        Operand = operand;
        Size = 1 + (operand?.Size ?? 0);
        HasAggregate = true;
    }

    public string Function { get; }

    public Expr? Operand { get; }
}

/// <summary>An analytic function.</summary>
internal sealed record Analytic : Expr
{
    public Analytic(
        string function,
        ScalarType type,
        IReadOnlyList<Expr> arguments,
        IReadOnlyList<Expr> partition,
        IReadOnlyList<(Expr Key, bool Descending)> order,
        Syntax.Frame? frame)
        : base(type)
    {
        Function = function;
        Arguments = arguments;
        Partition = partition;
        Order = order;
        Frame = frame;
        Size = SizeOf(arguments) + partition.Count + order.Count;
        HasWindow = true;
    }

    public string Function { get; }

    public IReadOnlyList<Expr> Arguments { get; }

    public IReadOnlyList<Expr> Partition { get; }

    public IReadOnlyList<(Expr Key, bool Descending)> Order { get; }

    public Syntax.Frame? Frame { get; }
}

/// <summary>The only value of a relation of one row and one column.</summary>
internal sealed record ScalarQuery(Relation Relation, ScalarType Type) : Expr(Type);

/// <summary>True if a row of <c>Other</c> has the same values under the paired expressions.</summary>
internal sealed record ExistsRow(Relation Other, IReadOnlyList<(Expr Own, string Other)> Keys)
    : Expr(ScalarType.Boolean);
