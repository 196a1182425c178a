using System.Globalization;
using System.Text;
using Huoshui.Policies;

namespace Huoshui.Cli.Demo;

/// <summary>Invented people of the demo.</summary>
internal static class DemoPeople
{
    private static readonly string[] Names = ["周桂兰", "李建明", "陈秀英", "黄志强", "林小燕", "郑国平", "吴丽华"];

    /// <summary>A name.</summary>
    public static string NameOf(int number) => Names[number % Names.Length];

    /// <summary>A mobile number of the range for examples.</summary>
    public static string PhoneOf(int number) => string.Create(CultureInfo.InvariantCulture, $"1990000{number:D4}");

    /// <summary>An identity number with its check digit, of nobody.</summary>
    public static string Person(int number)
    {
        var seventeen = string.Create(CultureInfo.InvariantCulture, $"44030319850101{number:D3}");
        return seventeen + "0123456789X".First(
            last => CheckDigits.IsIdentityCard(Encoding.ASCII.GetBytes(seventeen + last)));
    }
}
