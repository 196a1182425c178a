namespace Huoshui.Vtl.Tests;

/// <summary>A database with the SQL of the engine: it is run, never only read.</summary>
internal interface ITestDatabase : IDisposable
{
    /// <summary>What it reads.</summary>
    SqlDialect Dialect { get; }

    /// <summary>Runs a statement that gives no rows.</summary>
    void Execute(string sql);

    /// <summary>Rows as text, null as null.</summary>
    IReadOnlyList<string?[]> Cells(string sql);

    /// <summary>The type of a column.</summary>
    string TypeOf(Component component);
}
