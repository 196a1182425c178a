using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Portal.Audit;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>The audit log in the reader's words.</summary>
public sealed class AuditDetailTests
{
    private static readonly AuditDetail Detail = new(
        new StringLocalizer<Texts>(new ResourceManagerStringLocalizerFactory(
            Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance)),
        id => id == "onetable" ? new LocalizedText("一表通 2.0", "One-table return 2.0") : null);

    [Theory]
    [InlineData("zh-CN", """{"by":"password"}""", "方式 密码")]
    [InlineData("en", """{"by":"password"}""", "by password")]
    [InlineData("zh-CN", """{"roles":["preparer"],"institutionId":null}""", "角色 填报人")]
    [InlineData(
        "zh-CN", """{"returnId":"onetable","from":0,"to":2,"deadline":null}""", "报表 一表通 2.0 · 原状态 填报中 · 现状态 待复核")]
    [InlineData("zh-CN", """{"scopes":"figures:read filings:write"}""", "范围 查看指标、报送与办理")]
    [InlineData("zh-CN", """{"seesClear":true,"until":"2026-11-29T02:00:00Z"}""", "可见明文 是 · 至 2026-11-29 10:00")]
    [InlineData("zh-CN", """{"from":"2025-01-01"}""", "起始日 2025-01-01")]
    [InlineData("zh-CN", "{not json", "{not json")]
    public void A_detail_is_read_in_the_language_of_the_page(string language, string detail, string expected)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        Assert.Equal(expected, Detail.Readable(detail));
    }

    [Theory]
    [InlineData("account/wang", "账号 wang")]
    [InlineData("figure/T05/2025-06-30", "指标 T05 2025-06-30")]
    [InlineData("figure/T05/rows", "指标 T05 明细")]
    [InlineData("filing/1/findings", "报送批次 1 校验问题")]
    [InlineData("profiles", "报送义务")]
    [InlineData("elsewhere/1", "elsewhere/1")]
    public void A_subject_is_named(string subject, string expected)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
        Assert.Equal(expected, Detail.Subject(subject));
    }
}
