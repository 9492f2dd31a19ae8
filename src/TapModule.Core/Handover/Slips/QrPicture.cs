using System.Globalization;
using System.Text;
using QRCoder;

namespace TapModule.Core.Handover.Slips;

/// <summary>A QR code as part of an HTML document: drawn once, shown on every page.</summary>
internal static class QrPicture
{
    private const string Id = "tap-qr";

    public const string Use = $"<svg role=\"img\" aria-hidden=\"true\"><use href=\"#{Id}\"/></svg>";

    public static string Define(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var size = data.ModuleMatrix.Count;
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (!data.ModuleMatrix[y][x]) continue;
                var from = x;
                while (x + 1 < size && data.ModuleMatrix[y][x + 1]) x++;
                path.AppendFormat(CultureInfo.InvariantCulture, "M{0} {1}h{2}v1H{0}z", from, y, x - from + 1);
            }
        }

        return $"<svg width=\"0\" height=\"0\" style=\"position:absolute\"><symbol id=\"{Id}\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">"
            + $"<rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\"/></symbol></svg>";
    }
}
