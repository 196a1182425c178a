using Xunit;

namespace Huoshui.Systems.Tests.City;

/// <summary>The tests that share one generated city.</summary>
[CollectionDefinition(Name)]
public sealed class CityCollection : ICollectionFixture<GeneratedCity>
{
    public const string Name = "city";
}
