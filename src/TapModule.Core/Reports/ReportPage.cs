using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TapModule.Core.Reports;

/// <summary>
/// Writes a report as one HTML file that needs nothing else. Numbers, pictures and the tables beside them are in the markup; only
/// the table of rows is made by the embedded script, from the data in the file. The policy in the head allows exactly this style
/// sheet and this script, by their hashes, and no connection to anywhere.
/// </summary>
internal static class ReportPage
{
    private const int MostRunPictures = 6;

    /// <summary>Less makes no picture of a speed.</summary>
    private const double LeastSeconds = 2;

    public static void Write(Stream stream, ReportContent content)
    {
        var skeleton = new ReportSkeleton();
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true) { NewLine = "\n" };
        writer.Write(skeleton.Page(new Dictionary<string, Html>
        {
            ["StyleHash"] = Raw(ReportSkeleton.Hash(skeleton.Style)),
            ["ScriptHash"] = Raw(ReportSkeleton.Hash(skeleton.Script)),
            ["Style"] = Raw(skeleton.Style),
            ["Script"] = Raw(skeleton.Script),
            ["Title"] = Text(content.Title),
            ["At"] = Text(Html.Time(content.At)),
            ["Zone"] = Text(Zone(content.At)),
            ["Version"] = Text(content.Version),
            ["Tiles"] = Tiles(content),
            ["Outcomes"] = Shares(skeleton, "outcome", "Outcome", "How the rows of the runs ended", content.Outcomes, "No run was given. Pipe the objects of Get-TapRun in as well."),
            ["States"] = Shares(skeleton, "state", "State of the passes", "What the users' passes are like now", content.States, "No pass was read. Pipe the objects of Get-TapPass in as well."),
            ["Enrolments"] = content.Enrolments.Count == 0
                ? new Html()
                : Shares(skeleton, "enrolment", "Enrolment", "Whether a sign-in method was registered since the pass was issued", content.Enrolments, ""),
            ["Failures"] = Failures(skeleton, content.Failures),
            ["Expiry"] = Expiry(skeleton, content),
            ["Runs"] = Runs(skeleton, content.Runs),
            ["Filters"] = new Html()
                .Append(Select("outcome", "Outcome", content.Rows.Select(r => r.Outcome)))
                .Append(Select("state", "State", content.Rows.Select(r => r.State)))
                .Append(Select("enrolment", "Enrolment", content.Rows.Select(r => r.Enrolment))),
            ["Data"] = Raw(Data(content)),
        }));
    }

    private static Html Raw(string markup) => new Html().Raw(markup);

    private static Html Text(string text) => new Html().Text(text);

    private static Html Tiles(ReportContent content)
    {
        int Of(IReadOnlyList<Share> shares, params string[] names) => shares.Where(s => names.Contains(s.Name)).Sum(s => s.Count);
        var tiles = new List<(string Id, string Name, int Count)>();
        if (content.Outcomes.Count > 0)
        {
            tiles.Add(("delivered", "delivered", Of(content.Outcomes, "Delivered")));
            tiles.Add(("failed", "failed", Of(content.Outcomes, "Failed")));
            tiles.Add(("lost", "need a new pass, because nobody has theirs", Of(content.Outcomes, "Undelivered", "Unknown")));
        }

        if (content.States.Count > 0)
        {
            tiles.Add(("usable", "usable now or later", Of(content.States, "Usable", "NotYetValid")));
            tiles.Add(("used", "one-time passes used", Of(content.States, "Used")));
            tiles.Add(("expired", "expired, still on the account", Of(content.States, "Expired")));
        }

        if (content.Enrolments.Count > 0) tiles.Add(("enrolled", "registered a method since", Of(content.Enrolments, "Since")));
        var html = new Html();
        foreach (var (id, name, count) in tiles) html.Raw("<div><dt>").Text(name).Raw($"</dt><dd id=\"tile-{id}\">{Html.Count(count)}</dd></div>\n");
        return html;
    }

    private static Html Shares(ReportSkeleton skeleton, string key, string name, string caption, IReadOnlyList<Share> shares, string otherwise)
    {
        var values = new Dictionary<string, Html> { ["Key"] = Text(key), ["Name"] = Text(name), ["Caption"] = Text(caption), ["Reason"] = Text(otherwise) };
        if (shares.Count == 0) return skeleton.Part("NoShare", values);
        var total = shares.Sum(s => s.Count);
        values["Picture"] = Charts.ShareBar(shares, $"{caption}: {string.Join(", ", shares.Select(s => $"{Words(key, s.Name)} {Html.Percent(s.Count, total)}"))}");
        values["Total"] = Text(Html.Count(total));
        var rows = values["Rows"] = new Html();
        foreach (var share in shares)
        {
            rows.Raw($"<tr><th scope=\"row\"><svg class=\"swatch\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"k-{share.Name}\" width=\"10\" height=\"10\"/></svg>")
                .Raw($"<a href=\"#{key}={Uri.EscapeDataString(Words(key, share.Name))}\">").Text(Words(key, share.Name)).Raw("</a></th>")
                .Raw($"<td class=\"n\">{Html.Count(share.Count)}</td><td class=\"n\">{Html.Percent(share.Count, total)}</td></tr>\n");
        }

        return skeleton.Part("Share", values);
    }

    private static Html Failures(ReportSkeleton skeleton, IReadOnlyList<ReportFailure> failures)
    {
        if (failures.Count == 0) return new Html();
        var rows = new Html();
        foreach (var failure in failures)
        {
            rows.Raw($"<tr><th scope=\"row\"><a href=\"#q={Uri.EscapeDataString(failure.Reason)}\">").Text(failure.Reason).Raw("</a></th>")
                .Raw($"<td class=\"n\" data-name=\"Rows\">{Html.Count(failure.Count)}</td><td>").Text(failure.Advice);
            if (failure.Example.Length > 0) rows.Raw("<div class=\"muted\">The service said: ").Text(failure.Example).Raw("</div>");
            rows.Raw("</td></tr>\n");
        }

        return skeleton.Part("Failures", new Dictionary<string, Html> { ["Rows"] = rows });
    }

    private static Html Expiry(ReportSkeleton skeleton, ReportContent content)
    {
        var ends = content.ComingEnds;
        if (ends.Count == 0) return new Html().Element("p class=\"muted\"", "None of the passes is still to expire.").Raw("\n");
        var bars = ExpiryBars.Of(ends, content.At);
        var label = $"{Html.Count(ends.Count)} passes expire from {Html.Time(ends[0])} to {Html.Time(ends[ends.Count - 1])}";
        return Picture(skeleton, "expiry", "h-expiry", new Html(), Charts.Bars(bars, label), label, ["When", "Passes"], bars.Where(b => b.Count > 0).Select(b => new[] { b.Name, Html.Count(b.Count) }));
    }

    private static Html Runs(ReportSkeleton skeleton, IReadOnlyList<ReportRun> runs)
    {
        if (runs.Count == 0) return new Html();
        var rows = new Html();
        foreach (var run in runs)
        {
            rows.Raw("<tr>").Element("th scope=\"row\"", Html.Time(run.StartedAt)).Element("td data-name=\"State\"", run.State)
                .Element("td class=\"n\" data-name=\"Duration\"", Charts.Elapsed(run.Duration.TotalSeconds)).Element("td class=\"n\" data-name=\"Rows\"", Html.Count(run.Rows))
                .Element("td class=\"n\" data-name=\"Delivered\"", Html.Count(run.Delivered)).Element("td class=\"n\" data-name=\"Failed\"", Html.Count(run.Failed))
                .Element("td class=\"n\" data-name=\"Need a new pass\"", Html.Count(run.Lost)).Element("td class=\"long\" data-name=\"Operator\"", run.Operator)
                .Element("td class=\"long\" data-name=\"Journal\"", run.Journal).Element("td class=\"long\" data-name=\"Tenant\"", run.Tenant).Raw("</tr>\n");
        }

        var pictures = new Html();
        var drawn = runs.Where(r => r.Pace.Count > 0 && r.Pace[r.Pace.Count - 1].Seconds >= LeastSeconds && RatePoint.Between(r.Pace).Count > 0).Reverse().Take(MostRunPictures).Reverse().ToList();
        for (var i = 0; i < drawn.Count; i++) pictures.Append(Speed(skeleton, drawn[i], i.ToString(CultureInfo.InvariantCulture)));
        return skeleton.Part("Runs", new Dictionary<string, Html> { ["Rows"] = rows, ["Pictures"] = pictures });
    }

    private static Html Speed(ReportSkeleton skeleton, ReportRun run, string number)
    {
        var rates = RatePoint.Between(run.Pace);
        var all = run.Pace[run.Pace.Count - 1];
        var label = $"Run of {Html.Time(run.StartedAt)}: {Html.Count(all.Issued)} passes issued in {Charts.Elapsed(all.Seconds)}, at most {Html.Number(rates.Max(r => r.Issued))} a second; {Html.Count(all.Throttled)} requests refused because of the service's limits";
        var heading = skeleton.Part("Speed", new Dictionary<string, Html> { ["HeadingId"] = Raw("h-rate-" + number), ["Heading"] = Text($"Run of {Html.Time(run.StartedAt)}: speed") });
        return Picture(skeleton, "rate-" + number, "h-rate-" + number, heading, Charts.Rates(rates, label), label, ["From", "To", "Issued a second", "Throttled a second"],
            rates.Select(r => new[] { Charts.Elapsed(r.From), Charts.Elapsed(r.To), Html.Number(r.Issued), Html.Number(r.Throttled) }));
    }

    /// <summary>A picture, with its numbers for those who cannot see it or want them.</summary>
    private static Html Picture(ReportSkeleton skeleton, string id, string headingId, Html heading, Html picture, string caption, string[] columns, IEnumerable<string[]> rows)
    {
        var (head, body) = (new Html(), new Html());
        foreach (var column in columns) head.Element("th scope=\"col\" class=\"n\"", column);
        foreach (var row in rows)
        {
            body.Raw("<tr>");
            foreach (var cell in row) body.Element("td class=\"n\"", cell);
            body.Raw("</tr>\n");
        }

        return skeleton.Part("Picture", new Dictionary<string, Html>
        {
            ["Id"] = Raw(id),
            ["HeadingId"] = Raw(headingId),
            ["Heading"] = heading,
            ["Picture"] = picture,
            ["Caption"] = Text(caption),
            ["Columns"] = head,
            ["Rows"] = body,
        });
    }

    private static Html Select(string key, string name, IEnumerable<string> values)
    {
        var choices = values.Where(v => v.Length > 0).Distinct().Select(v => Words(key, v)).OrderBy(v => v, StringComparer.Ordinal).ToList();
        if (choices.Count == 0) return new Html();
        var html = new Html().Raw("<label>").Text(name).Raw($" <select id=\"filter-{key}\"><option value=\"\">all</option>");
        foreach (var choice in choices) html.Element("option", choice);
        return html.Raw("</select></label>\n");
    }

    /// <summary>The default encoder escapes what could end the script element or begin a comment in it.</summary>
    private static string Data(ReportContent content)
    {
        (string Key, string Name, Func<ReportRow, string> Value)[] columns =
        [
            ("user", "User", r => r.User),
            ("name", "Name", r => r.Name),
            ("outcome", "Outcome", r => Words("outcome", r.Outcome)),
            ("reason", "Reason", r => r.Reason),
            ("state", "State", r => Words("state", r.State)),
            ("created", "Created", r => Html.Time(r.Created)),
            ("expires", "Expires", r => Html.Time(r.Expires)),
            ("enrolment", "Enrolment", r => Words("enrolment", r.Enrolment)),
            ("methods", "Methods", r => r.Methods),
            ("passId", "Pass id", r => r.PassId),
        ];
        var shown = columns.Where(c => c.Key == "user" || content.Rows.Any(r => c.Value(r).Length > 0)).ToList();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (var (key, name, _) in shown)
            {
                json.WriteStartArray();
                json.WriteStringValue(key);
                json.WriteStringValue(name);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var row in content.Rows)
            {
                json.WriteStartArray();
                foreach (var (_, _, value) in shown) json.WriteStringValue(value(row));
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>A value as people say it: "NotYetValid" as "Not yet valid".</summary>
    private static string Words(string column, string value)
    {
        switch (column, value)
        {
            case ("state", "None"): return "No pass";
            case ("enrolment", "None"): return "Nothing registered";
            case ("enrolment", "Since"): return "Registered since";
            case ("enrolment", "Earlier"): return "Only registered before";
            case ("enrolment", "Undated"): return "Registered, date not told";
        }

        var words = new StringBuilder();
        foreach (var c in value)
        {
            if (char.IsUpper(c) && words.Length > 0 && words[words.Length - 1] != ' ') words.Append(' ').Append(char.ToLowerInvariant(c));
            else words.Append(c);
        }

        return words.ToString();
    }

    private static string Zone(DateTimeOffset at)
    {
        var offset = at.ToLocalTime().Offset;
        return string.Format(CultureInfo.InvariantCulture, "UTC{0}{1:hh\\:mm}", offset < TimeSpan.Zero ? "-" : "+", offset);
    }
}
