using System.Globalization;
using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns.Import;

/// <summary>导入接触: good rows in, bad rows told with line, column and reason. What is there already is left, so a file
/// that was stopped in the middle is simply imported again. Thread safe.</summary>
public sealed class ContactImport(
    IDbContextFactory<OperationsContext> contexts, ContactDesk desk, CampaignPolicy policy, TimeProvider time)
{
    /// <summary>Largest file, in bytes.</summary>
    public const int LargestUpload = ContactFile.LargestUpload;

    private const int RowsOfBatch = 200;
    private const int LongestFileName = 100;

    /// <summary>Imports a file.</summary>
    /// <param name="viewer">Who.</param>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="stream">CSV in UTF-8 or xlsx; can be read from the beginning again.</param>
    /// <param name="fileName">As it is called.</param>
    /// <param name="cancellationToken">Stops it between two batches; what is saved stays.</param>
    public async Task<CampaignAnswer<CampaignImport>> RunAsync(
        Viewer viewer, Guid campaignId, Guid eventId, Stream stream, string? fileName,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.Length > LargestUpload)
            return CampaignAnswer<CampaignImport>.No(CampaignRefusals.File(LargestUpload / 1024 / 1024).At("file"));
        var (lines, isCut, unread) = ContactFile.Read(stream);
        if (unread is not null)
            return CampaignAnswer<CampaignImport>.No(unread.At("file"));
        var (streets, day) = await KnownAsync(eventId, cancellationToken);
        var refused = new List<(int Line, Diagnostic Why)>();
        if (isCut)
            refused.Add((ContactFile.MostRows + 2, CampaignRefusals.TooLong(ContactFile.MostRows).At("*")));
        var (added, known) = (0, 0);
        foreach (var part in lines.Chunk(RowsOfBatch))
        {
            var rows = new List<(int Line, ContactRequest Row)>();
            foreach (var line in part)
            {
                if (RowOf(line, streets, day, out var row) is { } wrong)
                    refused.Add((line.Line, wrong));
                else
                    rows.Add((line.Line, row!));
            }

            var done = await desk.RecordAsync(
                viewer, campaignId, eventId, rows, refused.AddRange, cancellationToken);
            if (done.Refusal is { } refusal)
            {
                if (added + known == 0)
                    return CampaignAnswer<CampaignImport>.No(refusal);
                refused.Add((part[0].Line, refusal)); // somebody closed the campaign in the middle: what is in stays
                break;
            }

            (added, known) = (added + done.Added, known + done.Known);
        }

        return await ToldAsync(viewer, eventId, fileName, (lines.Count, added, known), refused, cancellationToken);
    }

    private async Task<(Dictionary<string, string> Streets, DateOnly Day)> KnownAsync(
        Guid eventId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var day = await context.Set<CampaignEvent>().Where(e => e.Id == eventId).Select(e => e.On)
            .SingleOrDefaultAsync(cancellationToken);
        var all = await context.Set<Street>().AsNoTracking().ToListAsync(cancellationToken);
        var streets = all.ToDictionary(s => s.Code, s => s.Code, StringComparer.Ordinal);
        foreach (var name in all.GroupBy(s => s.NameZh, StringComparer.Ordinal).Where(g => g.Count() == 1))
            streets.TryAdd(name.Key, name.First().Code);
        return (streets, day);
    }

    private Diagnostic? RowOf(
        ContactLine line, Dictionary<string, string> streets, DateOnly day, out ContactRequest? row)
    {
        row = null;
        if (!line.IsWhole)
            return CampaignRefusals.Row.At("*");
        var (code, on) = (line.Of("code").ToUpperInvariant(), day);
        if (line.Of("on") is { Length: > 0 } text && !DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out on))
        {
            return CampaignRefusals.Day.At("on");
        }

        long? need = null;
        if (line.Of("need") is { Length: > 0 } told)
        {
            if (!long.TryParse(
                told.Replace(",", string.Empty, StringComparison.Ordinal), NumberStyles.None,
                CultureInfo.InvariantCulture, out var yuan))
            {
                return CampaignRefusals.Need(policy.LargestNeedYuan(on)).At("need");
            }

            need = yuan;
        }

        if (!streets.TryGetValue(line.Of("street"), out var street))
            return CampaignRefusals.NoStreet.At("street");
        row = new ContactRequest(
            Guid.CreateVersion7(time.Now()), code, !CampaignFields.IsCode(code, false), line.Of("name"), street,
            line.Of("bank") is { Length: > 0 } bank ? bank : null, line.Of("met_by"), on, need,
            line.Of("agrees").ToUpperInvariant() is "是" or "Y" or "YES" or "TRUE" or "1");
        return null;
    }

    private async Task<CampaignAnswer<CampaignImport>> ToldAsync(
        Viewer viewer, Guid eventId, string? fileName, (int Rows, int Added, int Known) count,
        List<(int Line, Diagnostic Why)> refused, CancellationToken cancellationToken)
    {
        var import = new CampaignImport
        {
            Id = Guid.CreateVersion7(time.Now()),
            EventId = eventId,
            BankId = CampaignScope.BankOf(viewer) ?? string.Empty,
            Actor = viewer.AccountName,
            At = time.Now(),
            FileName = NameOf(fileName),
            Rows = count.Rows,
            Added = count.Added,
            Known = count.Known,
            Rejected = refused.Count,
            Report = ReportOf(refused),
        };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Add(import);
        await context.SaveChangesAsync(cancellationToken);
        return CampaignAnswer<CampaignImport>.Yes(import);
    }

    // What it says of the cells, they do not hold: nothing here can be a formula.
    private static string ReportOf(List<(int Line, Diagnostic Why)> refused)
    {
        var text = new StringBuilder("\uFEFF行,列,代码,原因,reason\r\n");
        foreach (var (line, why) in refused.OrderBy(r => r.Line))
        {
            text.Append(CultureInfo.InvariantCulture, $"{line},{ContactFile.Titled(why.Source?.Name)},{why.Code},")
                .Append(CultureInfo.InvariantCulture, $"\"{Quoted(why.Message.Zh)}\",\"{Quoted(why.Message.En)}\"\r\n");
        }

        return text.ToString();
    }

    private static string Quoted(string text) => text.Replace("\"", "\"\"", StringComparison.Ordinal);

    private static string NameOf(string? fileName)
    {
        var plain = new string([.. Path.GetFileName(fileName ?? string.Empty).Where(c => !char.IsControl(c))]);
        return plain.Length <= LongestFileName ? plain : plain[..LongestFileName];
    }
}
