// Planted for FloorTests: each of these must be found. The namespaces pretend to be elsewhere.
#pragma warning disable IDE0130 // the namespace does not match the folder: that is the point
#pragma warning disable MA0048, CS1591, CA1515, CA1812, CA1852
namespace Huoshui.Vtl.Planted
{
    internal sealed class EngineThatUsesAnEngine
    {
        public Dmn.Planted.Decision? Used { get; init; }
    }

    internal sealed class EngineThatUsesThePlatform
    {
        public static string Name() => nameof(Policies.Planted.Pack) + typeof(Policies.Planted.Pack).Name;
    }
}

namespace Huoshui.Dmn.Planted
{
    internal sealed class Decision;
}

namespace Huoshui.Policies.Planted
{
    internal sealed class Pack;
}

namespace Huoshui.Operations.Planted
{
    internal sealed class StoreThatReadsPacks
    {
        public List<Policies.Planted.Pack> Packs { get; } = [];
    }
}

namespace Huoshui.Systems.Returns.Planted
{
    internal sealed class Filing;
}

namespace Huoshui.Systems.Indicators.Planted
{
    internal sealed class FigureThatReachesSideways
    {
        public static void Use() => Console.WriteLine(typeof(Returns.Planted.Filing));
    }
}
