using System.Text;
using Huoshui.Registry;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(Huoshui.Portal.Tests.PortalFixture))]

namespace Huoshui.Portal.Tests;

/// <summary>The real host with a few institutions and the demo accounts; made once for all tests.</summary>
public sealed class PortalFixture : PortalRun
{
    public const string OwnInstitution = "B001";
    public const string OtherInstitution = "B002";

    private const string Institutions =
        """
        Id,NameZh,NameEn,Kind,ParentId,IsLocalLegalPerson,Capital,ActiveFrom,ActiveTo,Licence,Usci,District,Street
        B001,鹏城商业银行股份有限公司,Pengcheng Commercial Bank,city_bank,,true,mainland,2005-03-01,,B1001H244030001,91440300192185379H,440304,
        B002,南山村镇银行股份有限公司,Nanshan Rural Bank,village_bank,,true,mainland,2011-07-18,,S0007H344030001,914403005763500019,440305,
        B001-01,鹏城商业银行前海支行,Pengcheng Commercial Bank Qianhai Branch,city_bank,B001,false,mainland,2015-04-27,,B1001S244030009,,440305,
        """;

    protected override async Task SeedAsync()
    {
        await using var csv = new MemoryStream(Encoding.UTF8.GetBytes(Institutions));
        var report = await Services.GetRequiredService<InstitutionRegistry>()
            .ImportAsync(csv, "测试", new DateOnly(2025, 1, 1), CancellationToken.None);
        Assert.Empty(report.Diagnostics);
        await using var scope = Services.CreateAsyncScope();
        var directory = scope.ServiceProvider.GetRequiredService<AccountDirectory>();
        var issued = await new DemoAccounts(directory).EnsureAsync(OwnInstitution, "测试", CancellationToken.None);
        Passwords = issued.ToDictionary(account => account.Name, account => account.Password, StringComparer.Ordinal);
    }
}
