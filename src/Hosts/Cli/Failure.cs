using System.Data.Common;

namespace Huoshui.Cli;

/// <summary>The outside world's failure, or a fault of ours, as one line that says what to do.</summary>
internal static class Failure
{
    /// <summary>What, and what to do.</summary>
    public static string Line(Exception error)
    {
        var cause = error.GetBaseException();
        var what = cause.Message.ReplaceLineEndings(" ").Trim();
        return cause switch
        {
            IOException or UnauthorizedAccessException =>
                $"无法读写：{what} 请检查路径、权限和磁盘空间 / cannot read or write: check path, rights and disk space",
            DbException => $"数据库出错：{what} 请稍后再试 / the database failed: try again",
            KeyNotFoundException => $"政策包缺少内容：{what} 请补全后再试 / a pack lacks something: complete it",
            _ => $"程序出错（{cause.GetType().Name}）：{what} 设置 HUOSHUI_STACK_TRACE=1 重试可见详情 / "
                + "a fault of the program: set HUOSHUI_STACK_TRACE=1 to see where",
        };
    }
}
