using System.Globalization;
using System.Text;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Tests.Packages;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

/// <summary>Documents that say one thing to one reader and another to the next; each is tried on a whole package.</summary>
public sealed class ContentAttacks
{
    [Fact]
    public async Task A_pdf_with_an_incremental_update_that_shows_another_balance_is_refused()
    {
        var original = Pdf("Balance 88.10");
        var updated = IncrementalUpdate(original, "Balance 9988.10"); // readers show the newest object of a number
        Assert.True(updated.AsSpan().StartsWith(original));
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync(world.Draft with { Document = original });
        Assert.True(world.Verify(parts).IsDocumentProved);
        Assert.Equal(["XBD1046"], Codes(world.Verify(parts.With(PartNames.Document, updated))));
        Assert.Equal(["XBD1046"], Codes(world.Verify(parts.With(PartNames.Document, [.. original, (byte)'\n']))));
    }

    [Fact]
    public async Task A_pdf_that_was_issued_with_an_update_is_refused_when_it_is_cut_back_to_the_revision_before()
    {
        var (hidden, shown) = (Pdf("Balance 9988.10"), IncrementalUpdate(Pdf("Balance 9988.10"), "Balance 88.10"));
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync(world.Draft with { Document = shown });
        Assert.True(world.Verify(parts).IsAccepted);
        Assert.Equal(["XBD1046"], Codes(world.Verify(parts.With(PartNames.Document, hidden))));
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>")]
    [InlineData("<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><a>88.10</a>")]
    [InlineData("<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><a>&c;</a>")]
    [InlineData("<!DOCTYPE a [<!ATTLIST a balance CDATA '9988.10'>]><a/>")]
    public async Task An_xml_with_a_DTD_is_neither_issued_nor_accepted(string xml) =>
        await RefusedAsync(DocumentForm.Xml, "<a>88.10</a>", xml, "XBD1045");

    [Theory]
    [InlineData("<a><!-- -->88.10</a>")]
    [InlineData("<a>88<![CDATA[.]]>10</a>")]
    [InlineData("<a><?show 9988.10?>88.10</a>")]
    public async Task An_xml_with_a_comment_a_section_or_an_instruction_is_neither_issued_nor_accepted(string xml) =>
        await RefusedAsync(DocumentForm.Xml, "<a>88.10</a>", xml, "XBD1045");

    [Theory]
    [InlineData("""{"balance":"88.10","balance":"9988.10"}""")]
    [InlineData("""{"balance":"88.10","b\u0061lance":"9988.10"}""")]
    [InlineData("""{"a":{"balance":"88.10","balance":"88.10"},"balance":"88.10"}""")]
    public async Task A_json_with_a_key_twice_is_neither_issued_nor_accepted(string json) =>
        await RefusedAsync(DocumentForm.Json, """{"balance":"88.10"}""", json, "XBD1043");

    [Theory]
    [InlineData(DocumentForm.Json, """{"balance":"88.10"}""")]
    [InlineData(DocumentForm.Csv, "balance\n88.10\n")]
    [InlineData(DocumentForm.Xml, "<balance>88.10</balance>")]
    public async Task A_document_that_was_saved_with_a_byte_order_mark_is_refused(DocumentForm form, string document) =>
        await RefusedAsync(form, document, "\uFEFF" + document, "XBD1041");

    [Theory]
    [InlineData(DocumentForm.Csv, "balance\n88.10\n")]
    [InlineData(DocumentForm.Xml, "<balance>\n88.10</balance>")]
    public async Task A_document_that_was_saved_with_CRLF_is_refused(DocumentForm form, string document) =>
        await RefusedAsync(form, document, document.ReplaceLineEndings("\r\n"), "XBD1042");

    [Fact]
    public async Task A_json_that_was_saved_with_CRLF_or_in_another_order_is_the_same_content()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await IssueAsync(world, DocumentForm.Json, """{"a":"88.10","b":1}""");
        var again = "{\r\n  \"b\": 1.0,\r\n  \"a\": \"88.10\"\r\n}\r\n"u8.ToArray();
        Assert.True(world.Verify(parts.With(PartNames.Document, again)).IsDocumentProved);
        Assert.Equal(["XBD1046"], Codes(world.Verify(parts.With(PartNames.Document, """{"a":"88.1","b":1}"""u8.ToArray()))));
    }

    [Theory]
    [InlineData("Hang Seng", "Hаng Seng")] // а Cyrillic
    [InlineData("1234", "12３4")] // full width
    [InlineData("人民币", "⼈民币")] // a radical
    [InlineData("银行", "銀行")] // another script is other content, though it means the same
    [InlineData("é", "e\u0301")] // not in NFC
    [InlineData("余额", "余\u200b额")] // an invisible character
    public async Task A_look_alike_in_the_place_of_a_character_is_refused(string text, string alike)
    {
        await RefusedAsync(DocumentForm.Csv, $"name\n{text}\n", $"name\n{alike}\n", "XBD1046", isIssued: true);
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync(world.Draft with { Fields = [("name", text)] });
        var file = Encoding.UTF8.GetString(parts[PartNames.FieldTree]!);
        Assert.Contains(text, file, StringComparison.Ordinal);
        var changed = Encoding.UTF8.GetBytes(file.Replace(text, alike, StringComparison.Ordinal));
        Assert.Contains("XBD1051", Codes(world.Verify(parts.With(PartNames.FieldTree, changed))));
    }

    [Fact]
    public async Task A_look_alike_that_the_issuer_signed_is_shown_to_the_officer()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync(
            world.Draft with { Form = DocumentForm.Csv, MediaType = "text/csv", Document = "name\nHаng Seng\n"u8.ToArray(), Fields = [("name", "Hаng Seng")] });
        var verdict = world.Verify(parts);
        Assert.True(verdict.IsAccepted);
        Assert.Contains("U+0430 Cyrillic among Latin", verdict.LookAlikes);
        Assert.Contains("U+0430 Cyrillic among Latin", Assert.Single(verdict.Fields).LookAlikes);
    }

    // The document is issued and accepted; the other one is refused in its place, and (unless it may be) not issued at all.
    private static async Task RefusedAsync(DocumentForm form, string document, string other, string code, bool isIssued = false)
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await IssueAsync(world, form, document);
        Assert.Empty(world.Verify(parts).Refusals);
        Assert.Equal([code], Codes(world.Verify(parts.With(PartNames.Document, Encoding.UTF8.GetBytes(other)))));
        var (_, refusal) = SignedPackage.Sign(Draft(world, form, other), world.Keys);
        Assert.Equal(isIssued ? null : code, refusal?.Code);
    }

    private static Task<PackageParts> IssueAsync(PackageWorld world, DocumentForm form, string document) =>
        world.IssueAsync(Draft(world, form, document));

    private static PackageDraft Draft(PackageWorld world, DocumentForm form, string document) =>
        world.Draft with { Form = form, MediaType = "text/plain", Document = Encoding.UTF8.GetBytes(document) };

    // A PDF of one page; object 4 is what it shows.
    private static byte[] Pdf(string text)
    {
        var pdf = new StringBuilder("%PDF-1.7\n");
        var offsets = new List<int>();
        foreach (var body in new[]
        {
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>", Shown(text),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        })
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }

        var start = pdf.Length;
        pdf.Append("xref\n0 6\n0000000000 65535 f \n");
        offsets.ForEach(offset => pdf.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }

    // ISO 32000-1 §7.5.6: a new object 4, a cross-reference section for it, and a trailer that names the one before.
    private static byte[] IncrementalUpdate(byte[] pdf, string text)
    {
        var before = Encoding.ASCII.GetString(pdf);
        var previous = before[(before.LastIndexOf("startxref\n", StringComparison.Ordinal) + 10)..].Split('\n')[0];
        var body = $"4 0 obj\n{Shown(text)}\nendobj\n";
        var update = string.Create(
            CultureInfo.InvariantCulture,
            $"{body}xref\n4 1\n{pdf.Length:0000000000} 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev {previous}>>\nstartxref\n{pdf.Length + body.Length}\n%%EOF\n");
        return [.. pdf, .. Encoding.ASCII.GetBytes(update)];
    }

    private static string Shown(string text)
    {
        var stream = $"BT /F 12 Tf 20 50 Td ({text}) Tj ET";
        return string.Create(CultureInfo.InvariantCulture, $"<</Length {stream.Length}>>\nstream\n{stream}\nendstream");
    }

    private static string[] Codes(PackageVerdict verdict) => [.. verdict.Refusals.Select(r => r.Code)];
}
