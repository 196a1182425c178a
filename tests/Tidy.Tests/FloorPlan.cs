namespace Huoshui.Tidy.Tests;

/// <summary>Who may lean on whom (ARCHITECTURE.md): floors, the order within two of them, no system on another.</summary>
internal static class FloorPlan
{
    private static readonly string[] Engines =
        ["Diagnostics", "Measures", "Vtl", "Dmn", "Ledger", "TransparencyLogVerifier", "TransparencyLog", "Networks"];

    private static readonly string[] Platform =
        ["Operations", "AuditTree", "Registry", "Policies", "Notices", "Warehouse", "Documents", "Presentation", "Casework", "Assistant"];

    private static readonly string[] Hosts = ["Migrations", "Desk", "Portal", "Cli", "CrossBorderPage"];

    /// <summary>1 engines, 2 platform, 3 systems, 4 hosts; 0 for a namespace that the plan does not know.</summary>
    public static int Floor(string ns)
    {
        var room = Room(ns);
        return Engines.Contains(room, StringComparer.Ordinal) ? 1
            : Platform.Contains(room, StringComparer.Ordinal) ? 2
            : string.Equals(room, "Systems", StringComparison.Ordinal) ? 3
            : Hosts.Contains(room, StringComparer.Ordinal) ? 4 : 0;
    }

    /// <summary>A lower floor uses a higher one.</summary>
    public static bool IsUpward(CompiledReference reference) =>
        Floor(reference.ToNamespace) > Floor(reference.FromNamespace);

    /// <summary>
    /// An engine uses another than Diagnostics and Measures, or one of these leans the wrong way. The transparency log also
    /// uses its own verifier, which stands apart because it goes into browsers (ADR 0011).
    /// </summary>
    public static bool BreaksTheOrderOfEngines(CompiledReference reference)
    {
        if (Floor(reference.FromNamespace) != 1 || Floor(reference.ToNamespace) != 1)
            return false;
        var from = Array.IndexOf(Engines, Room(reference.FromNamespace));
        var to = Array.IndexOf(Engines, Room(reference.ToNamespace));
        var isOwnVerifier = Room(reference.FromNamespace) == "TransparencyLog"
            && Room(reference.ToNamespace) == "TransparencyLogVerifier";
        return from != to && !isOwnVerifier && (to > 1 || to > from);
    }

    /// <summary>A platform project uses a later one of the order.</summary>
    public static bool BreaksTheOrderOfThePlatform(CompiledReference reference) =>
        Floor(reference.FromNamespace) == 2 && Floor(reference.ToNamespace) == 2
        && Array.IndexOf(Platform, Room(reference.ToNamespace))
            > Array.IndexOf(Platform, Room(reference.FromNamespace));

    /// <summary>A system uses another system.</summary>
    public static bool IsSideways(CompiledReference reference) =>
        System(reference.FromNamespace) is { } from && System(reference.ToNamespace) is { } to
        && !string.Equals(from, to, StringComparison.Ordinal);

    private static string Room(string ns) => ns.Split('.').ElementAtOrDefault(1) ?? string.Empty;

    private static string? System(string ns) =>
        Floor(ns) == 3 ? ns.Split('.').ElementAtOrDefault(2) : null;
}
