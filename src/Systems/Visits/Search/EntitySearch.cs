using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Search;

/// <summary>What a search found.</summary>
/// <param name="Ids">Entities, at most <see cref="EntitySearch.Most"/>.</param>
/// <param name="Notice">What the reader should know: too little was typed, or there are more; null for nothing.</param>
internal sealed record Found(IReadOnlyList<Guid> Ids, Diagnostic? Notice);

/// <summary>检索: entities of an area by a part of the name, by pinyin in full or initials, by the beginning of the code;
/// persons by a part of the name, for those who read names in clear. Thread safe.</summary>
public sealed class EntitySearch(SearchIndex index, SearchKeys words, VisitKeys keys)
{
    /// <summary>Entities that a search finds; beyond them it asks for more characters.</summary>
    public const int Most = 1000;

    private const int CodeLength = 18;
    private const string Last = "\U0010FFFF"; // sorts after everything that a key goes on with

    /// <summary>Searches the viewer's area.</summary>
    internal async Task<Found> FindAsync(
        OperationsContext context, Viewer viewer, string text, string? district, CancellationToken cancellationToken)
    {
        var wanted = SearchText.Of(text);
        if (wanted.Count < SearchKeys.Fewest)
            return new Found([], VisitRefusals.TooShort);
        await index.EnsureAsync(context, cancellationToken);
        var rows = await InScopeAsync(context, viewer, district, cancellationToken);
        var (found, isCut) = (new HashSet<Guid>(), false);
        foreach (var key in KeysOf(wanted))
        {
            var ids = await FirmsAsync(context, rows, key, wanted, cancellationToken);
            found.UnionWith(ids);
            isCut |= ids.Count > Most;
        }

        if (EntityList.SeesNames(viewer))
            found.UnionWith(await PersonsAsync(context, rows, wanted, cancellationToken));
        return isCut || found.Count > Most ? new Found([.. found.Take(Most)], VisitRefusals.TooMany(Most))
            : new Found([.. found], null);
    }

    // Letters and digits may be a name, pinyin, initials or a code; with a character of another script, a name.
    private static IEnumerable<string> KeysOf(List<string> wanted)
    {
        var text = string.Concat(wanted);
        yield return SearchKeys.Name + text;
        if (!text.All(char.IsAsciiLetterOrDigit))
            yield break;
        yield return SearchKeys.Code + text;
        if (!text.Any(char.IsAsciiLetter))
            yield break;
        yield return SearchKeys.Pinyin + text;
        yield return SearchKeys.Initials + text;
    }

    private static async Task<IQueryable<SearchKey>> InScopeAsync(
        OperationsContext context, Viewer viewer, string? district, CancellationToken cancellationToken)
    {
        var rows = context.Set<SearchKey>().AsNoTracking();
        var area = viewer.Is(Roles.DistrictTeam) && !viewer.IsRegulator ? viewer.AreaCode : district;
        if (!VisitScope.SeesAreas(viewer))
            return rows.Where(k => false);
        if (!viewer.IsRegulator && viewer.Is(Roles.StreetOfficer) && !viewer.Is(Roles.DistrictTeam))
            return rows.Where(k => k.StreetCode == viewer.AreaCode);
        if (area is null)
            return rows;
        var streets = await context.Set<Street>().Where(s => s.DistrictCode == area).Select(s => s.Code)
            .ToListAsync(cancellationToken);
        return rows.Where(k => streets.Contains(k.StreetCode));
    }

    private async Task<List<Guid>> FirmsAsync(
        OperationsContext context, IQueryable<SearchKey> rows, string key, List<string> wanted,
        CancellationToken cancellationToken)
    {
        var longest = key[..1] == SearchKeys.Pinyin ? SearchKeys.LongestPinyin : SearchKeys.LongestName;
        if (key[..1] == SearchKeys.Code || wanted.Count <= longest)
            return await BeginningAsync(rows, key, cancellationToken);
        // Longer than a key: by its end, which tells names apart; pinyin by its beginning, where a syllable begins.
        var part = key[..1] == SearchKeys.Pinyin ? wanted[..longest] : wanted[^longest..];
        var ids = await BeginningAsync(rows, key[..1] + string.Concat(part), cancellationToken);
        return await NamedAsync(context, ids, key, cancellationToken);
    }

    private async Task<List<Guid>> NamedAsync(
        OperationsContext context, List<Guid> ids, string key, CancellationToken cancellationToken)
    {
        var names = await context.Set<VisitedEntity>().Where(e => ids.Contains(e.Id)).Select(e => new { e.Id, e.Name })
            .ToListAsync(cancellationToken);
        return [.. names.Where(n => words.Has(n.Name, key)).Select(n => n.Id)];
    }

    private async Task<List<Guid>> PersonsAsync(
        OperationsContext context, IQueryable<SearchKey> rows, List<string> wanted, CancellationToken cancellationToken)
    {
        var (text, hashes) = (string.Concat(wanted), new List<string>());
        var isLong = !text.All(char.IsAsciiLetterOrDigit) && wanted.Count > SearchKeys.LongestName;
        foreach (var key in KeysOf(isLong ? wanted[^SearchKeys.LongestName..] : wanted))
            hashes.Add(await index.HashAsync(key, cancellationToken));
        var found = await rows.Where(k => hashes.Contains(k.Key)).Select(k => k.EntityId).Distinct().Take(Most + 1)
            .ToListAsync(cancellationToken);
        if (isLong)
            found = await NamedAsync(context, found, SearchKeys.Name + text, cancellationToken);
        if (text.Length != CodeLength)
            return found;
        var person = await keys.HashAsync("identity", text.ToUpperInvariant(), cancellationToken);
        found.AddRange(await context.Set<VisitedEntity>().Where(e => e.PersonKey == person).Select(e => e.Id)
            .ToListAsync(cancellationToken)); // the list leaves out what is not of the viewer's area
        return found;
    }

    // An entity may be there by several keys: twice as many are read as are shown.
    private static async Task<List<Guid>> BeginningAsync(
        IQueryable<SearchKey> rows, string beginning, CancellationToken cancellationToken)
    {
        const int MostKeys = (2 * Most) + 1;
        var end = beginning + Last;
#pragma warning disable CA1309 // the store compares by code point
        var ids = await rows.Where(k => string.Compare(k.Key, beginning) >= 0 && string.Compare(k.Key, end) < 0)
            .OrderBy(k => k.Key).ThenBy(k => k.StreetCode).ThenBy(k => k.EntityId).Select(k => k.EntityId)
            .Take(MostKeys).ToListAsync(cancellationToken);
#pragma warning restore CA1309
        return ids.Count == MostKeys ? ids : [.. ids.Distinct()];
    }
}
