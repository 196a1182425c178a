using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Documents.Tests;

public sealed class DocumentDeskTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-documents-").FullName;
    private ServiceProvider _services = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DocumentDesk Desk => _services.GetRequiredService<DocumentDesk>();

    public async ValueTask InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddOperations(new OperationsOptions { DataFolder = _folder })
            .AddModelPart<DocumentsPart>()
            .AddSingleton<DocumentDesk>()
            .BuildServiceProvider();
        await _services.GetRequiredService<OperationsDatabase>().PrepareAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Numbers_run_without_gaps_within_series_and_year()
    {
        var numbers = new List<string?>();
        for (var i = 0; i < 3; i++)
            numbers.Add((await SignedAsync(new DateOnly(2025, 7, 1))).Number);
        numbers.Add((await SignedAsync(new DateOnly(2026, 1, 1))).Number);

        Assert.Equal(["深金监通报〔2025〕1号", "深金监通报〔2025〕2号", "深金监通报〔2025〕3号", "深金监通报〔2026〕1号"], numbers);
    }

    [Fact]
    public async Task A_drafter_cannot_check_the_own_text()
    {
        var id = await DraftAsync(new DateOnly(2025, 7, 1));

        Assert.Equal("DOC2001", (await Desk.CheckAsync(id, "甲", Stop))!.Code);
    }

    [Fact]
    public async Task Neither_drafter_nor_checker_can_sign_and_no_number_is_lost()
    {
        var id = await DraftAsync(new DateOnly(2025, 7, 1));
        await Desk.CheckAsync(id, "乙", Stop);

        Assert.Equal("DOC2001", (await Desk.SignAsync(id, "甲", Stop))!.Code);
        Assert.Equal("DOC2001", (await Desk.SignAsync(id, "乙", Stop))!.Code);
        Assert.Equal("深金监通报〔2025〕1号", (await SignedAsync(new DateOnly(2025, 7, 1))).Number);
    }

    [Fact]
    public async Task A_draft_cannot_be_signed()
    {
        var id = await DraftAsync(new DateOnly(2025, 7, 1));

        Assert.NotNull(await Desk.SignAsync(id, "丙", Stop));
    }

    [Fact]
    public async Task A_signed_document_reads_back_with_number_signer_and_receipt()
    {
        var issued = await SignedAsync(new DateOnly(2025, 7, 1));

        var text = DocumentDesk.Read(issued);

        Assert.Equal((issued.Number, "丙"), (text.Number, text.Signer));
        Assert.Equal("正文", Assert.IsType<ParagraphBlock>(Assert.Single(text.Body)).Text);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(issued.Docx!)), issued.Sha256);
    }

    private Task<Guid> DraftAsync(DateOnly date) =>
        Desk.DraftAsync("甲", "深金监通报", new OfficialDocument("局", "通报", [new ParagraphBlock("正文")], date), Stop);

    private async Task<IssuedDocument> SignedAsync(DateOnly date)
    {
        var id = await DraftAsync(date);
        Assert.Null(await Desk.CheckAsync(id, "乙", Stop));
        Assert.Null(await Desk.SignAsync(id, "丙", Stop));
        await using var context = await _services
            .GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Stop);
        return await context.Set<IssuedDocument>().SingleAsync(d => d.Id == id, Stop);
    }
}
