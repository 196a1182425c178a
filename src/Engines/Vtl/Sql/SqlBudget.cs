namespace Huoshui.Vtl.Sql;

/// <summary>More SQL than a compilation may write.</summary>
internal sealed class SqlTooLongException : Exception;

/// <summary>Two columns of what a statement selects from differ in case alone, and the database ignores case.</summary>
internal sealed class SameNamesException(string first, string second) : Exception(first + ", " + second)
{
    public string First { get; } = first;

    public string Second { get; } = second;
}

/// <summary>How much SQL one compilation may write, and how long its texts may grow. Not thread safe.</summary>
/// <param name="most">Characters, all results together.</param>
/// <param name="textLimit">Most characters of a text that an operator makes; null for any number.</param>
internal sealed class SqlBudget(long most, int? textLimit = null)
{
    private long _left = most;

    /// <summary>No limit.</summary>
    public static SqlBudget None => new(long.MaxValue);

    public int? TextLimit { get; } = textLimit;

    /// <summary>Looks at a part before it stands in others: nested operators may repeat what they are made
    /// of.</summary>
    /// <exception cref="SqlTooLongException">It alone is too long.</exception>
    public string Part(string sql) => sql.Length <= _left ? sql : throw new SqlTooLongException();

    /// <summary>A statement that stays.</summary>
    /// <exception cref="SqlTooLongException">With it there is too much.</exception>
    public string Whole(string sql)
    {
        _left -= Part(sql).Length;
        return sql;
    }
}
