using System.Globalization;
using System.Security.Cryptography;
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

    public static void Write(Stream stream, ReportContent content)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true) { NewLine = "\n" };
        var style = Resource("Report.css");
        var script = Resource("Report.js");
        writer.Write(Head(content.Title, style, script).ToString());
        writer.Write(Summary(content).ToString());
        writer.Write(Table(content).ToString());
        writer.Write($"<script type=\"application/json\" id=\"data\">{Data(content)}</script>\n<script>{script}</script>\n</body>\n</html>\n");
    }

    private static Html Head(string title, string style, string script) => new Html()
        .Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'\">\n")
        .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
        .Element("title", title)
        .Raw($"\n<style>{style}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#rows\">Skip to the table of users</a>\n");

    private static Html Summary(ReportContent content)
    {
        var html = new Html().Raw("<header>\n").Element("h1", content.Title)
            .Raw("\n<p class=\"muted\">").Text($"{Html.Time(content.At)} ({Zone(content.At)}). All times are in this zone. No pass is in this file. TapModule {content.Version}.").Raw("</p>\n</header>\n<main>\n");
        html.Append(Tiles(content));
        html.Raw("<div class=\"columns\">\n");
        html.Append(Shares("outcome", "Outcome", "How the rows of the runs ended", content.Outcomes, "No run was given. Pipe the objects of Get-TapRun in as well."));
        html.Append(Shares("state", "State", "What the users' passes are like now", content.States, "No pass was read. Pipe the objects of Get-TapPass in as well."));
        if (content.Enrolments.Count > 0) html.Append(Shares("enrolment", "Enrolment", "Whether a sign-in method was registered since the pass was issued", content.Enrolments, ""));
        html.Raw("</div>\n");
        return html.Append(Failures(content.Failures)).Append(Expiry(content)).Append(Runs(content.Runs));
    }

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
        var html = new Html().Raw("<dl class=\"tiles\">\n");
        foreach (var (id, name, count) in tiles) html.Raw("<div><dt>").Text(name).Raw($"</dt><dd id=\"tile-{id}\">{Html.Count(count)}</dd></div>\n");
        return html.Raw("</dl>\n");
    }

    private static Html Shares(string key, string title, string caption, IReadOnlyList<Share> shares, string otherwise)
    {
        var html = new Html().Raw($"<section class=\"card\" aria-labelledby=\"h-{key}\">\n<h2 id=\"h-{key}\">").Text(title).Raw("</h2>\n");
        if (shares.Count == 0) return html.Element("p class=\"muted\"", otherwise).Raw("</section>\n");
        var total = shares.Sum(s => s.Count);
        var label = $"{caption}: {string.Join(", ", shares.Select(s => $"{Words(key, s.Name)} {Html.Percent(s.Count, total)}"))}";
        html.Append(Charts.ShareBar(shares, label)).Raw($"\n<table class=\"legend\" id=\"shares-{key}\">").Element("caption", caption)
            .Raw("<thead><tr><th scope=\"col\">").Text(title).Raw("</th><th scope=\"col\" class=\"n\">Users</th><th scope=\"col\" class=\"n\">Share</th></tr></thead><tbody>\n");
        foreach (var share in shares)
        {
            html.Raw($"<tr><th scope=\"row\"><svg class=\"swatch\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"k-{share.Name}\" width=\"10\" height=\"10\"/></svg><a href=\"#{key}={Uri.EscapeDataString(Words(key, share.Name))}\">").Text(Words(key, share.Name))
                .Raw($"</a></th><td class=\"n\">{Html.Count(share.Count)}</td><td class=\"n\">{Html.Percent(share.Count, total)}</td></tr>\n");
        }

        return html.Raw($"</tbody><tfoot><tr><th scope=\"row\">All</th><td class=\"n\">{Html.Count(total)}</td><td></td></tr></tfoot></table>\n</section>\n");
    }

    private static Html Failures(IReadOnlyList<ReportFailure> failures)
    {
        if (failures.Count == 0) return new Html();
        var html = new Html().Raw("<section class=\"card\" aria-labelledby=\"h-failures\">\n<h2 id=\"h-failures\">What did not work, and what to do</h2>\n")
            .Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-failures\"><table id=\"failures\"><thead><tr><th scope=\"col\">Reason</th><th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\">What to do</th></tr></thead><tbody>\n");
        foreach (var failure in failures)
        {
            html.Raw($"<tr><th scope=\"row\"><a href=\"#q={Uri.EscapeDataString(failure.Reason)}\">").Text(failure.Reason).Raw($"</a></th><td class=\"n\">{Html.Count(failure.Count)}</td><td>").Text(failure.Advice);
            if (failure.Example.Length > 0) html.Raw("<div class=\"muted\">The service said: ").Text(failure.Example).Raw("</div>");
            html.Raw("</td></tr>\n");
        }

        return html.Raw("</tbody></table></div>\n</section>\n");
    }

    private static Html Expiry(ReportContent content)
    {
        var ends = content.ComingEnds;
        var html = new Html().Raw("<section class=\"card\" aria-labelledby=\"h-expiry\">\n<h2 id=\"h-expiry\">Passes that will expire</h2>\n");
        if (ends.Count == 0) return html.Element("p class=\"muted\"", "None of the passes is still to expire.").Raw("</section>\n");
        var bars = ExpiryBars.Of(ends, content.At);
        var label = $"{Html.Count(ends.Count)} passes expire from {Html.Time(ends[0])} to {Html.Time(ends[ends.Count - 1])}";
        return html.Raw("<figure><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-expiry\">").Append(Charts.Bars(bars, label)).Raw("</div>").Element("figcaption", label + ".").Raw("</figure>\n")
            .Append(Numbers("expiry", ["When", "Passes"], bars.Where(b => b.Count > 0).Select(b => new[] { b.Name, Html.Count(b.Count) }))).Raw("</section>\n");
    }

    private static Html Runs(IReadOnlyList<ReportRun> runs)
    {
        if (runs.Count == 0) return new Html();
        var html = new Html().Raw("<section class=\"card\" aria-labelledby=\"h-runs\">\n<h2 id=\"h-runs\">Runs</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-runs\"><table id=\"runs\"><thead><tr>")
            .Raw("<th scope=\"col\">Started</th><th scope=\"col\">State</th><th scope=\"col\" class=\"n\">Duration</th><th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\" class=\"n\">Delivered</th><th scope=\"col\" class=\"n\">Failed</th><th scope=\"col\" class=\"n\">Need a new pass</th><th scope=\"col\">Operator</th><th scope=\"col\">Journal</th><th scope=\"col\">Tenant</th></tr></thead><tbody>\n");
        foreach (var run in runs)
        {
            html.Raw("<tr>").Element("th scope=\"row\"", Html.Time(run.StartedAt)).Element("td", run.State).Element("td class=\"n\"", Charts.Elapsed(run.Duration.TotalSeconds))
                .Element("td class=\"n\"", Html.Count(run.Rows)).Element("td class=\"n\"", Html.Count(run.Delivered)).Element("td class=\"n\"", Html.Count(run.Failed)).Element("td class=\"n\"", Html.Count(run.Lost))
                .Element("td class=\"long\"", run.Operator).Element("td class=\"long\"", run.Journal).Element("td class=\"long\"", run.Tenant).Raw("</tr>\n");
        }

        html.Raw("</tbody></table></div>\n");
        var drawn = runs.Where(r => RatePoint.Between(r.Pace).Count > 0).Reverse().Take(MostRunPictures).Reverse().ToList();
        for (var i = 0; i < drawn.Count; i++) html.Append(Rate(drawn[i], i));
        return html.Raw("</section>\n");
    }

    private static Html Rate(ReportRun run, int number)
    {
        var rates = RatePoint.Between(run.Pace);
        var all = run.Pace[run.Pace.Count - 1];
        var label = $"Run of {Html.Time(run.StartedAt)}: {Html.Count(all.Issued)} passes issued in {Charts.Elapsed(all.Seconds)}, at most {Html.Number(rates.Max(r => r.Issued))} a second; {Html.Count(all.Throttled)} requests refused because of the service's limits";
        return new Html().Raw($"<figure><h3 id=\"h-rate-{number}\">").Text($"Run of {Html.Time(run.StartedAt)}: speed").Raw("</h3>")
            .Raw("<p class=\"keys\"><svg class=\"swatch\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"issued-key\" width=\"10\" height=\"10\"/></svg>issued a second <svg class=\"swatch\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><path class=\"refused\" d=\"M0 5H10\"/></svg>refused a second</p>")
            .Raw($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-rate-{number}\">").Append(Charts.Rates(rates, label)).Raw("</div>").Element("figcaption", label + ".").Raw("</figure>\n")
            .Append(Numbers("rate-" + number.ToString(CultureInfo.InvariantCulture), ["From", "To", "Issued a second", "Throttled a second"], rates.Select(r => new[] { Charts.Elapsed(r.From), Charts.Elapsed(r.To), Html.Number(r.Issued), Html.Number(r.Throttled) })));
    }

    /// <summary>A picture's numbers, for those who cannot see it or want them.</summary>
    private static Html Numbers(string id, string[] columns, IEnumerable<string[]> rows)
    {
        var html = new Html().Raw($"<details><summary>The numbers</summary><div class=\"scroll\"><table id=\"numbers-{id}\"><thead><tr>");
        foreach (var column in columns) html.Element("th scope=\"col\" class=\"n\"", column);
        html.Raw("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            html.Raw("<tr>");
            foreach (var cell in row) html.Element("td class=\"n\"", cell);
            html.Raw("</tr>\n");
        }

        return html.Raw("</tbody></table></div></details>\n");
    }

    private static Html Table(ReportContent content) => new Html()
        .Raw("<section class=\"card\" id=\"rows\" tabindex=\"-1\" aria-labelledby=\"h-rows\">\n<h2 id=\"h-rows\">Users</h2>\n<form class=\"controls\" role=\"search\" aria-label=\"Find users\">\n")
        .Raw("<label>Search <input type=\"search\" id=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>\n")
        .Append(Select("outcome", "Outcome", content.Rows.Select(r => r.Outcome))).Append(Select("state", "State", content.Rows.Select(r => r.State))).Append(Select("enrolment", "Enrolment", content.Rows.Select(r => r.Enrolment)))
        .Raw("<button type=\"reset\">Show all</button>\n</form>\n<p id=\"found\" role=\"status\"></p>\n")
        .Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h-rows\"><table id=\"table\"><thead></thead><tbody></tbody></table></div>\n")
        .Raw("<nav class=\"pages\" aria-label=\"Pages of the table\"><button type=\"button\" id=\"previous\">Previous</button> <span id=\"page\"></span> <button type=\"button\" id=\"next\">Next</button></nav>\n")
        .Raw("<noscript><p>The table of users needs scripts, which are switched off here. Everything above it does not.</p></noscript>\n</section>\n</main>\n");

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

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("TapModule.Core.Reports." + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // A browser hashes what it parsed, and parsing makes every line end a line feed.
        return "\n" + reader.ReadToEnd().Replace("\r\n", "\n");
    }

    private static string Hash(string text)
    {
        using var sha = SHA256.Create();
        return "sha256-" + Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(text)));
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
