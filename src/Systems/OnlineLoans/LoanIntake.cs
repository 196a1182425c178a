using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans.Sources;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>受理: checks what an applicant asks for and makes the application of it. Thread safe.</summary>
public sealed class LoanIntake(LoanPolicy policy, LoanPersons persons, LoanOptions options, TimeProvider time)
{
    private const int LongestKey = 100;
    private const int LongestName = 100;
    private const int LongestAddress = 200;
    private const int PhoneDigits = 11;
    private const long FenPerYuan = 100;

    /// <summary>What is wrong with a request; empty if nothing is.</summary>
    public IReadOnlyList<Diagnostic> Check(LoanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return [.. Fields(request), .. Amounts(request), .. Authorisations(request)];
    }

    /// <summary>Makes the application of a request that was checked.</summary>
    public async Task<LoanApplication> MakeAsync(
        Viewer viewer, LoanRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(request);
        var now = time.Now();
        var person = request.Person;
        var guarantor = Text(person.GuarantorIdentityNumber);
        var application = new LoanApplication
        {
            Id = Guid.CreateVersion7(now),
            LenderId = options.LenderId!,
            Account = viewer.AccountName,
            RequestKey = request.RequestKey,
            RequestSha256 = await HashAsync(request, cancellationToken),
            FirmId = request.FirmId,
            FirmName = request.FirmName.Trim(),
            AmountFen = request.AmountYuan * FenPerYuan,
            TermMonths = request.TermMonths,
            Person = persons.Protect(person with { GuarantorIdentityNumber = guarantor }),
            PersonKey = await persons.HashAsync("identity", person.IdentityNumber, cancellationToken),
            PhoneKey = await persons.HashAsync("phone", person.Phone, cancellationToken),
            AddressKey = await persons.HashAsync("address", person.Address, cancellationToken),
            GuarantorKey = guarantor is null ? null : await persons.HashAsync("identity", guarantor, cancellationToken),
            AppliedAt = now,
        };
        application.Begin(LoanSources.All.Select(source => Leave(application, source)));
        return application;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static IEnumerable<Diagnostic> Fields(LoanRequest request)
    {
        var person = request.Person;
        if (!IsText(request.RequestKey, LongestKey))
            yield return LoanRefusals.Missing("申请键", "The key of the application");
        if (!CheckDigits.IsUsci(Encoding.UTF8.GetBytes(request.FirmId)))
            yield return LoanRefusals.Missing("统一社会信用代码（18位，末位校验）", "The unified social credit code");
        if (!IsText(request.FirmName, LongestName))
            yield return LoanRefusals.Missing("企业名称", "The name of the firm");
        if (!IsText(person.Name, LongestName))
            yield return LoanRefusals.Missing("申请人姓名", "The name of the applicant");
        if (!CheckDigits.IsIdentityCard(Encoding.UTF8.GetBytes(person.IdentityNumber)))
            yield return LoanRefusals.Missing("申请人身份号码（18位，末位校验）", "The identity number of the applicant");
        if (person.Phone.Length != PhoneDigits || person.Phone[0] != '1' || !person.Phone.All(char.IsAsciiDigit))
            yield return LoanRefusals.Missing("手机号（11位）", "The phone number");
        if (!IsText(person.Address, LongestAddress))
            yield return LoanRefusals.Missing("经营地址", "The business address");
        if (Text(person.GuarantorIdentityNumber) is { } guarantor
            && !CheckDigits.IsIdentityCard(Encoding.UTF8.GetBytes(guarantor)))
        {
            yield return LoanRefusals.Missing("保证人身份号码（没有保证人就不填）", "The identity number of the guarantor");
        }
    }

    private static bool IsText(string text, int longest) =>
        text.Trim().Length is > 0 && text.Length <= longest && !text.Any(char.IsControl);

    private IEnumerable<Diagnostic> Amounts(LoanRequest request)
    {
        var today = policy.Today();
        var most = (long)policy.Number("applied_amount_yuan_max", today);
        if (request.AmountYuan < 1 || request.AmountYuan > most)
            yield return LoanRefusals.OutOfRange(new("申请金额（元）", "The amount (yuan)"), 1, most);
        var months = policy.Whole("applied_term_months_max", today);
        if (request.TermMonths < 1 || request.TermMonths > months)
            yield return LoanRefusals.OutOfRange(new("申请期限（月）", "The term (months)"), 1, months);
    }

    private IEnumerable<Diagnostic> Authorisations(LoanRequest request) => LoanSources.All
        .Where(s => !request.Authorised.TryGetValue(s, out var version) || version != VersionOf(s).Version)
        .Select(s => LoanRefusals.NotAuthorised(LoanSources.Title(s)));

    private (string Text, DateOnly Version) VersionOf(string source) =>
        policy.Wording("authorisation_" + source, policy.Today(), "zh");

    private LoanAuthorisation Leave(LoanApplication application, string source)
    {
        var (text, version) = VersionOf(source);
        return new LoanAuthorisation
        {
            ApplicationId = application.Id,
            Source = source,
            Version = version,
            TextSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            GrantedAt = application.AppliedAt,
        };
    }

    // Keyed, since it is made of personal data; the request's key is no part of what was asked.
    private Task<string> HashAsync(LoanRequest request, CancellationToken cancellationToken) => persons.HashAsync(
        "request",
        JsonSerializer.Serialize(
            new { request.FirmId, request.FirmName, request.AmountYuan, request.TermMonths, request.Person }),
        cancellationToken);
}
