namespace Huoshui.Documents;

/// <summary>The page of GB/T 9704-2012 §5: A4, the field of 156 mm × 225 mm, 22 lines of 28 characters.</summary>
internal static class PageLayout
{
    public const int WidthMillimetres = 210;
    public const int HeightMillimetres = 297;
    public const int TopMillimetres = 37;
    public const int LeftMillimetres = 28;
    public const int RightMillimetres = WidthMillimetres - LeftMillimetres - 156;
    public const int BottomMillimetres = HeightMillimetres - TopMillimetres - 225;

    /// <summary>3 号字: the text, in points.</summary>
    public const int TextPoints = 16;

    /// <summary>2 号字: the title, in points.</summary>
    public const int TitlePoints = 22;

    /// <summary>4 号字: 版记 and page numbers, in points.</summary>
    public const int NotePoints = 14;

    /// <summary>发文机关标志, in points: not larger than 初号 of the standard's example.</summary>
    public const int AuthorityPoints = 34;

    /// <summary>225 mm by 22 lines, in points.</summary>
    public const int LinePoints = 29;

    /// <summary>Twentieths of a point, the unit of a docx page.</summary>
    public static uint Twips(int millimetres) => (uint)(millimetres * 1440 / 25.4);
}
