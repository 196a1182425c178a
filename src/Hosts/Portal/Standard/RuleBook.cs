using Huoshui.Policies;

namespace Huoshui.Portal.Standard;

/// <summary>Every rule of a return in force on a date, whatever tables are filed.</summary>
internal static class RuleBook
{
    public static IReadOnlyList<RuleInfo> Of(PolicyLibrary library, string returnId, DateOnly asOf)
    {
        if (library.Return(returnId) is not { } definition)
            return [];
        var checks = library.Checks(returnId, asOf, definition.Tables.Select(table => table.Code).ToHashSet(StringComparer.Ordinal));
        return checks.Rules;
    }
}
