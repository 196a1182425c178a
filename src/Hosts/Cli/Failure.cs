using System.Data.Common;
using Huoshui.Operations;
using Huoshui.Portal;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.Data.Sqlite;

namespace Huoshui.Cli;

/// <summary>The outside world's failure, or a fault of ours, as one line that says what to do.</summary>
internal static class Failure
{
    /// <summary>What, and what to do.</summary>
    public static string Line(Exception error)
    {
        var cause = error as SettingException ?? FactsException.In(error) ?? error.GetBaseException();
        var what = cause.Message.ReplaceLineEndings(" ").Trim();
        return cause switch
        {
            SettingException or FactsException => what,
            SqliteException { SqliteErrorCode: 11 or 26 } =>
                $"数据库文件已损坏或不是数据库：{what} 请用 huoshui restore 恢复最近的备份到新文件夹 / "
                + "the store is damaged: restore a backup into a new folder",
            SqliteException { SqliteErrorCode: 10 or 13 } => OfTheDisk(what), // I/O error, full
            _ when StoreOutage.Is(error) =>
                $"数据库没有应答：{what} 请确认数据库已启动、连接串（HUOSHUI_POSTGRESQL）正确 / "
                + "the store does not answer: see that it runs and HUOSHUI_POSTGRESQL is right",
            IOException or UnauthorizedAccessException or DbException when IsOfTheDisk(cause) => OfTheDisk(what),
            DbException => $"数据库出错：{what} 请稍后再试 / the database failed: try again",
            KeyNotFoundException => $"政策包缺少内容：{what} 请补全后再试 / a pack lacks something: complete it",
            _ => $"程序出错（{cause.GetType().Name}）：{what} 设置 HUOSHUI_STACK_TRACE=1 重试可见详情 / "
                + "a fault of the program: set HUOSHUI_STACK_TRACE=1 to see where",
        };
    }

    private static string OfTheDisk(string what) =>
        $"无法读写：{what} 请检查路径、权限和磁盘空间 / cannot read or write: check path, rights and disk space";

    // SQLite: readonly, I/O error, full, cannot open. DuckDB says the system's words only.
    private static bool IsOfTheDisk(Exception cause) => cause switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 8 or 10 or 13 or 14,
        DbException => cause.Message.Contains("No space left", StringComparison.Ordinal),
        _ => true,
    };
}
