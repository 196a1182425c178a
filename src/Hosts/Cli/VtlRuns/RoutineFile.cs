using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.VtlRuns;

/// <summary>A query for eval as the command line names it: <c>NAME(PARAMETER, …)=FILE.sql</c>.</summary>
internal static class RoutineFile
{
    /// <summary>Reads a routine and makes sure that it looks at its operands only.</summary>
    /// <exception cref="FormatException">The text has another form, or the query is not allowed.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public static SqlRoutine Load(string text)
    {
        var (open, close) = (text.IndexOf('(', StringComparison.Ordinal), text.IndexOf(")=", StringComparison.Ordinal));
        if (open <= 0 || close < open)
            throw new FormatException($"{text}: 应为 \"名称(参数, …)=文件.sql\" / expected \"NAME(PARAMETER, …)=FILE.sql\"");
        var parameters = text[(open + 1)..close].Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var routine = new SqlRoutine(text[..open].Trim(), parameters, File.ReadAllText(text[(close + 2)..]));
        using var session = DuckSession.Open(new DuckLimits(), []);
        return RoutineGuard.Defect(session, routine) is { } defect
            ? throw new FormatException(
                $"{text[(close + 2)..]}: 例程须是一个只读其参数的 SELECT，不能用 {defect} / "
                    + $"a routine is one SELECT over its parameters alone; it must not use {defect}")
            : routine;
    }
}
