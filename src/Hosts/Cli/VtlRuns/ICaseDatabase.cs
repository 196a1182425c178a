using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>A database that cases run on, one after the other. Not thread safe.</summary>
internal interface ICaseDatabase : IDisposable
{
    /// <summary>What it reads.</summary>
    SqlDialect Dialect { get; }

    /// <summary>A table from rows of text; null is null, and an empty text too where it is no string.</summary>
    /// <exception cref="VtlLoadException">A column is missing, a text is no value of its type, an identifier is null,
    /// or identifiers appear twice.</exception>
    void Load(DataStructure structure, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string?>> rows);

    /// <summary>The rows of a result as text.</summary>
    /// <exception cref="VtlLoadException">The database cannot hold an input of the result.</exception>
    /// <exception cref="VtlRuntimeException">The statement stops, or its identifiers are null or appear
    /// twice.</exception>
    List<string?[]> Rows(VtlResult result, CancellationToken stop = default);

    /// <summary>The values of a query's first column that are not null, in order: the columns of a pivot.</summary>
    /// <exception cref="VtlRuntimeException">The query stops.</exception>
    IReadOnlyList<string> Codes(string sql, CancellationToken stop = default);

    /// <summary>Drops all tables.</summary>
    /// <returns>False when the database no longer answers.</returns>
    bool TryClear();
}
