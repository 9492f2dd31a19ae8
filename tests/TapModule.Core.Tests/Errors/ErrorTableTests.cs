using TapModule.Core.Errors;

namespace TapModule.Core.Tests.Errors;

public class ErrorTableTests
{
    // The names of PowerShell's ErrorCategory; Core does not know the type.
    private static readonly string[] Categories =
    [
        "NotSpecified", "OpenError", "CloseError", "DeviceError", "DeadlockDetected", "InvalidArgument", "InvalidData", "InvalidOperation", "InvalidResult", "InvalidType",
        "MetadataError", "NotImplemented", "NotInstalled", "ObjectNotFound", "OperationStopped", "OperationTimeout", "SyntaxError", "ParserError", "PermissionDenied",
        "ResourceBusy", "ResourceExists", "ResourceUnavailable", "ReadError", "WriteError", "FromStdErr", "SecurityError", "ProtocolError", "ConnectionError",
        "AuthenticationError", "LimitsExceeded", "QuotaExceeded", "NotEnabled",
    ];

    public static TheoryData<TapErrorId> Reasons => [.. Enum.GetValues<TapErrorId>()];

    public static TheoryData<TapErrorId, string> Cases
    {
        get
        {
            var cases = new TheoryData<TapErrorId, string>();
            foreach (var (reason, name, _) in ErrorSamples.Answers) cases.Add(reason, name);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Reasons))]
    public void Each_reason_has_one_row_and_a_test(TapErrorId reason)
    {
        var rule = Assert.Single(ErrorTable.Rules, rule => rule.Reason == reason);

        Assert.Contains(rule.Category, Categories);
        Assert.False(string.IsNullOrWhiteSpace(rule.Meaning));
        Assert.True(char.IsLower(rule.Meaning[0]) && !rule.Meaning.EndsWith('.'), "The meaning is the end of a sentence.");
        Assert.EndsWith(rule.Advice.EndsWith("enabled", StringComparison.Ordinal) ? "enabled" : ".", rule.Advice);
        Assert.True(rule.Patterns.Count > 0 || rule.FoundBy is not null, "Somebody must be able to find it out.");
        Assert.True(
            ErrorSamples.Answers.Any(sample => sample.Reason == reason) || ErrorSamples.FoundByModule.Contains(reason),
            $"{reason} has neither a sample answer nor a place among the reasons that the module finds out.");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Each_answer_is_read_as_its_reason_and_keeps_the_services_words(TapErrorId reason, string name)
    {
        var (_, _, reply) = ErrorSamples.Answers.Single(sample => sample.Case == name);

        var error = reply.ToError("Issuing a pass for 'x'", "x", 7);

        Assert.Equal(reason, error.Reason);
        Assert.StartsWith($"Issuing a pass for 'x' failed: {ErrorTable.Rule(reason).Meaning} (", error.Message);
        Assert.EndsWith(").", error.Message);
        if (reply.Error is { } told)
        {
            Assert.Contains($"HTTP {reply.Status}, {told.Code}: {told.Message.TrimEnd('.')}", error.Message);
            Assert.Equal((told.Code, told.Message), (error.GraphCode, error.GraphMessage));
        }

        Assert.Equal((reply.Status == 0 ? null : reply.Status, "x", 7), (error.Status, error.User, error.RowNumber));
        Assert.Equal("c", error.ClientRequestId);
        Assert.Equal(ErrorTable.Rule(reason).Advice, error.Advice);
    }

    [Fact]
    public void A_reason_found_out_later_changes_the_sentence_and_keeps_the_services_words()
    {
        var error = ErrorSamples.Reply(403, "accessDenied", "Request Authorization failed").ToError("Issuing a pass for 'x'");

        var other = ErrorTable.As(error, TapErrorId.RoleTooLow);

        Assert.Equal("Issuing a pass for 'x' failed: the role of the signed-in person does not reach this user (HTTP 403, accessDenied: Request Authorization failed).", other.Message);
        Assert.Equal(ErrorTable.Rule(TapErrorId.RoleTooLow).Advice, other.Advice);
    }
}
