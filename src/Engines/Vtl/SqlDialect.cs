namespace Huoshui.Vtl;

/// <summary>The database that SQL is written for (SQL 方言).</summary>
public enum SqlDialect
{
    /// <summary>DuckDB 1.4 and later, embedded.</summary>
    DuckDb,

    /// <summary>ClickHouse, a server or a cluster; tested on 26.7 (libchdb).</summary>
    ClickHouse,
}
