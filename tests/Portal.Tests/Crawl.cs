using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MiniExcelLibs;
using UglyToad.PdfPig;

namespace Huoshui.Portal.Tests;

/// <summary>Everything that one reader can reach by following links, as text: pages, files and answers of the API.</summary>
internal sealed partial class Crawl(HttpClient client) : IDisposable
{
    private static readonly string[] Skipped = ["/language/", "/_content/", "/_framework/", "/sign-out", "#"];

    /// <summary>What was read, by address.</summary>
    public Dictionary<string, string> Read { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads an address and notes it when the answer is 200.</summary>
    /// <returns>The status.</returns>
    public async Task<HttpStatusCode> GetAsync(string path)
    {
        using var answer = await client.GetAsync(path);
        if (answer.StatusCode == HttpStatusCode.OK)
            Read[path] = TextOf(answer.Content.Headers.ContentType?.MediaType ?? string.Empty, await answer.Content.ReadAsByteArrayAsync());
        else
            Read[path + " → " + (int)answer.StatusCode] = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode;
    }

    /// <summary>Follows links, the first ones first, until there are none or <paramref name="most"/> addresses were read.</summary>
    public async Task FollowAsync(int most, Func<string, bool> isWanted, params IEnumerable<string> from)
    {
        var waiting = new Queue<string>(from);
        var known = waiting.ToHashSet(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var path) && Read.Count < most)
        {
            if (await GetAsync(path) != HttpStatusCode.OK || !Read[path].Contains("<html", StringComparison.Ordinal))
                continue;
            foreach (var link in Links().Matches(Read[path]).Select(found => WebUtility.HtmlDecode(found.Groups[1].Value)))
            {
                if (!Skipped.Any(skipped => link.Contains(skipped, StringComparison.Ordinal)) && isWanted(link) && known.Add(link))
                    waiting.Enqueue(link);
            }
        }
    }

    public void Dispose() => client.Dispose();

    private static string TextOf(string type, byte[] content)
    {
        using var stream = new MemoryStream(content);
        if (type.Contains("spreadsheetml", StringComparison.Ordinal))
        {
            var sheets = stream.GetSheetNames();
            return string.Join('\n', sheets.SelectMany(sheet => stream.Query(sheetName: sheet).Cast<IDictionary<string, object?>>())
                .Select(row => string.Join('\t', row.Values)));
        }

        if (type.Contains("wordprocessingml", StringComparison.Ordinal))
        {
            using var zip = new ZipArchive(stream);
            return string.Concat(zip.Entries.Where(entry => entry.Name.EndsWith(".xml", StringComparison.Ordinal)).Select(entry =>
            {
                using var reader = new StreamReader(entry.Open());
                return Tags().Replace(reader.ReadToEnd(), string.Empty);
            }));
        }

        if (type == "application/pdf")
        {
            using var pdf = PdfDocument.Open(content);
            return string.Concat(pdf.GetPages().Select(page => page.Text));
        }

        return Encoding.UTF8.GetString(content);
    }

    [GeneratedRegex("href=\"(/[^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Links();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();
}
