namespace Huoshui.Vtl;

/// <summary>An enumerated value domain (代码表), for <c>x in Name</c>.</summary>
/// <param name="Name">As scripts call it.</param>
/// <param name="Kind">Type of its codes.</param>
/// <param name="Codes">The codes as text, in the invariant culture.</param>
public sealed record ValueDomain(string Name, ScalarKind Kind, IReadOnlyList<string> Codes);

/// <summary>A scalar function that the driver registers in the database under this name (宿主函数).</summary>
/// <param name="Name">In scripts and in SQL.</param>
/// <param name="Parameters">Types of the arguments, all required.</param>
/// <param name="Result">Type of the result.</param>
public sealed record HostFunction(string Name, IReadOnlyList<ScalarKind> Parameters, ScalarKind Result);

/// <summary>A named value bound when the script is compiled (参数), for example a limit as of a date.</summary>
/// <param name="Name">As scripts call it.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Value">A long, decimal, double, bool, string or DateOnly; null is the null of that type.</param>
public sealed record VtlConstant(string Name, ScalarKind Kind, object? Value);

/// <summary>A query in SQL that scripts call with eval (外部例程). Its host must have made sure that it is one SELECT over
/// its parameters and nothing else: Warehouse's RoutineGuard.</summary>
/// <param name="Name">As scripts call it.</param>
/// <param name="Parameters">Names under which the query sees its operands, in the order of the arguments: a data set as
/// a table, a scalar as a table of one row with the column <c>value</c>.</param>
/// <param name="Sql">One SELECT; its columns have the names of the components that eval returns.</param>
public sealed record SqlRoutine(string Name, IReadOnlyList<string> Parameters, string Sql);

/// <summary>What a script may refer to. Immutable.</summary>
public sealed record VtlInputs
{
    /// <summary>Structures of the input data sets.</summary>
    public IReadOnlyList<DataStructure> Datasets { get; init; } = [];

    /// <summary>Code lists.</summary>
    public IReadOnlyList<ValueDomain> ValueDomains { get; init; } = [];

    /// <summary>Functions of the host.</summary>
    public IReadOnlyList<HostFunction> Functions { get; init; } = [];

    /// <summary>Parameters and other named values.</summary>
    public IReadOnlyList<VtlConstant> Constants { get; init; } = [];

    /// <summary>Queries for eval.</summary>
    public IReadOnlyList<SqlRoutine> Routines { get; init; } = [];

    /// <summary>Gives the values of an identifier, as text in order, for the SQL of one column: the measures of a
    /// pivot, whose structure depends on data. Null where no data are at hand; a pivot is then an error.</summary>
    public Func<string, IReadOnlyList<string>>? PivotCodes { get; init; }

    /// <summary>The database that the SQL is for.</summary>
    public SqlDialect Dialect { get; init; }

    /// <summary>True allows the documented extensions to VTL 2.2; false holds scripts to the standard.</summary>
    public bool Extensions { get; init; } = true;

    /// <summary>True writes the SQL of persistent results alone, where there is one: a chain of statements then costs
    /// what its last one does. All are analysed none the less; what only their SQL would show (VTL2045, VTL2046) is
    /// not.</summary>
    public bool PersistentOnly { get; init; }

    /// <summary>Most expressions bound in one compilation, those of defined operators once for each call: thirty
    /// operators that each call the one before twice are a thousand million (VTL2044).</summary>
    public int ExpressionLimit { get; init; } = 1_000_000;

    /// <summary>True where the host makes tables of the results: for a database that ignores case, two of their columns
    /// may not differ in case alone (VTL2045).</summary>
    public bool ResultsAreTables { get; init; }

    /// <summary>Most characters of SQL that one compilation writes for results, all together (VTL2046).</summary>
    public long SqlLimit { get; init; } = 1_000_000_000;

    /// <summary>Most characters of a text that <c>||</c> and <c>replace</c> may make; a longer one stops the result
    /// (VTL5004). Null for what the database holds.</summary>
    public int? TextLimit { get; init; }
}
