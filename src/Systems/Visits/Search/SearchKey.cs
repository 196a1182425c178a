namespace Huoshui.Systems.Visits.Search;

/// <summary>检索键: one beginning by which an entity is found. Of a person's name it is a keyed hash.</summary>
public sealed class SearchKey
{
    /// <summary>What is looked for (<see cref="SearchKeys"/>), or the hash of it.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>街道 of the entity.</summary>
    public string StreetCode { get; init; } = string.Empty;

    /// <summary>The entity.</summary>
    public Guid EntityId { get; init; }
}
