using DuckDB.NET.Data;
using Huoshui.Policies;

namespace Huoshui.Warehouse;

/// <summary>The functions that scripts may call and the engine has not: check digits, over a vector at a
/// time.</summary>
internal static class HostFunctions
{
    public static void Register(DuckDBConnection connection)
    {
        foreach (var kind in Enum.GetValues<CheckDigitKind>())
            Register(connection, kind);
    }

    private static void Register(DuckDBConnection connection, CheckDigitKind kind) =>
        connection.RegisterScalarFunction<string, bool>(
            CheckDigits.FunctionName(kind),
            (columns, result, count) =>
            {
                var column = columns[0];
                for (ulong row = 0; row < count; row++)
                    result.WriteValue(CheckDigits.IsValid(kind, column.GetValue<string>(row).AsSpan()), row);
            });
}
