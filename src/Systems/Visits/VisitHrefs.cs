using Huoshui.Registry;

namespace Huoshui.Systems.Visits;

/// <summary>Where a reader finds cases: an entity under its own entry of the menu.</summary>
internal static class VisitHrefs
{
    public static string Cases(Viewer viewer) => VisitScope.IsDeclarer(viewer) ? "/visits/mine" : "/visits/cases";

    public static string Case(Viewer viewer, Guid id) => $"{Cases(viewer)}/{id}";
}
