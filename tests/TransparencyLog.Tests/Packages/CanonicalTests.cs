using System.Text;
using Huoshui.TransparencyLogVerifier.Contents;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Packages;

public sealed class CanonicalTests
{
    // RFC 8785 §3.2.3 (sorting by UTF-16 units) and §3.2.2 (literals, strings, numbers).
    [Theory]
    [InlineData("""{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""",
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}")]
    [InlineData("""[333333333.333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001, -0, 1.0]""",
        "[333333333.333333,1e+30,4.5,0.002,1e-27,0,1]")]
    [InlineData("""[1e21, 1e20, 123456789012345, 0.000001, 0.0000001, -12.5e-7, 5e-324]""",
        "[1e+21,100000000000000000000,123456789012345,0.000001,1e-7,-0.00000125,5e-324]")]
    [InlineData("""["\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", null, true, false]""",
        """["€$\u000f\nA'B\"\\\\\"/",null,true,false]""")]
    public void Canonical_json_is_that_of_RFC_8785(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(CanonicalJson.Canonicalise(Encoding.UTF8.GetBytes(json)).Bytes!));

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""[9007199254740993]""")]
    [InlineData("""[1e400]""")]
    [InlineData("""[1e-400]""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("""[1,]""")]
    [InlineData("""[1] // x""")]
    [InlineData("""[01]""")]
    [InlineData("")]
    public void Json_that_two_readers_may_read_differently_is_refused(string json)
    {
        var (bytes, problem) = CanonicalJson.Canonicalise(Encoding.UTF8.GetBytes(json));
        Assert.Null(bytes);
        Assert.Equal("XBD1043", problem!.Code);
    }

    [Theory]
    [InlineData(DocumentForm.Json, "\uFEFF{}", "XBD1041")]
    [InlineData(DocumentForm.Csv, "\uFEFFa,b\n", "XBD1041")]
    [InlineData(DocumentForm.Csv, "a,b\r\n1,2\r\n", "XBD1042")]
    [InlineData(DocumentForm.Csv, "a,b\n1\n", "XBD1044")]
    [InlineData(DocumentForm.Csv, "a,b\n1,2", "XBD1044")]
    [InlineData(DocumentForm.Csv, "a,b\n1,\"2\"\n", "XBD1044")]
    [InlineData(DocumentForm.Csv, "a,b\n1,\"x\"y\n", "XBD1044")]
    [InlineData(DocumentForm.Csv, "a,b\n1,x\"y\n", "XBD1044")]
    [InlineData(DocumentForm.Csv, "a,b\n1,\"x", "XBD1044")]
    [InlineData(DocumentForm.Csv, "", "XBD1044")]
    [InlineData(DocumentForm.Xml, "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "XBD1045")]
    [InlineData(DocumentForm.Xml, "<a><!-- hidden --></a>", "XBD1045")]
    [InlineData(DocumentForm.Xml, "<a><?php x ?></a>", "XBD1045")]
    [InlineData(DocumentForm.Xml, "<a>\r\n</a>", "XBD1042")]
    [InlineData(DocumentForm.Xml, "<?xml version='1.0' encoding='iso-8859-1'?><a/>", "XBD1040")]
    [InlineData(DocumentForm.Xml, "<a><b></a>", "XBD1045")]
    public void A_document_that_is_not_in_its_form_is_refused(DocumentForm form, string text, string code)
    {
        var (bytes, problem) = DocumentForms.Read(form, Encoding.UTF8.GetBytes(text));
        Assert.Null(bytes);
        Assert.Equal(code, problem!.Code);
    }

    [Theory]
    [InlineData(DocumentForm.Csv, "姓名,余额\n\"李, 明\",1\n\"a \"\"b\"\"\",\"x\ny\"\n,\n")]
    [InlineData(DocumentForm.Xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"1\">余额</a>\n")]
    [InlineData(DocumentForm.Bytes, "\uFEFFanything\r\n")]
    public void A_document_in_its_form_is_taken_byte_by_byte(DocumentForm form, string text)
    {
        var document = Encoding.UTF8.GetBytes(text);
        Assert.Equal(document, DocumentForms.Read(form, document).Bytes!.Value.ToArray());
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_where_a_text_is_asked_for()
    {
        byte[] invalid = [0x22, 0xff, 0xfe, 0x22];
        Assert.Equal("XBD1040", DocumentForms.Read(DocumentForm.Json, invalid).Problem!.Code);
        Assert.Equal("XBD1040", DocumentForms.Read(DocumentForm.Csv, invalid).Problem!.Code);
    }

    [Theory]
    [InlineData("Hеng Seng", "U+0435 Cyrillic among Latin")]
    [InlineData("1２3", "U+FF12 fullwidth")]
    [InlineData("余\u200b额", "U+200B invisible")]
    [InlineData("abc\u202Ecba", "U+202E changes the direction of writing")]
    [InlineData("⼈民币", "U+2F08 radical in place of an ideograph")]
    [InlineData("e\u0301", "not in NFC")]
    public void Characters_that_look_like_others_are_named(string text, string expected) =>
        Assert.Contains(expected, LookAlikes.Find(text));

    [Fact]
    public void Simplified_and_traditional_are_different_content_and_not_look_alikes()
    {
        Assert.Empty(LookAlikes.Find("银行结余 銀行結餘 HKD 1,234.56"));
        Assert.NotEqual(
            CanonicalJson.Canonicalise("[\"银行\"]"u8.ToArray()).Bytes, CanonicalJson.Canonicalise("[\"銀行\"]"u8.ToArray()).Bytes);
    }
}
