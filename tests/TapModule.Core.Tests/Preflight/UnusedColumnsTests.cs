using TapModule.Core.Text;

namespace TapModule.Core.Tests.Preflight;

public class UnusedColumnsTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Parameters = new()
    {
        ["UserId"] = ["UserId", "UserPrincipalName", "UPN", "ObjectId", "Id"],
        ["LifetimeInMinutes"] = ["LifetimeInMinutes"],
        ["StartDateTime"] = ["StartDateTime"],
        ["IsUsableOnce"] = ["IsUsableOnce"],
    };

    [Theory]
    [InlineData("UPN,Lifetime", "Lifetime=LifetimeInMinutes")]
    [InlineData("UPN,lifetime in minuts", "lifetime in minuts=LifetimeInMinutes")]
    [InlineData("User Name,StartDateTme", "User Name=UserId StartDateTme=StartDateTime")]
    [InlineData("UserPrincipleName", "UserPrincipleName=UserPrincipalName")]
    [InlineData("UPN,UsableOnce,Valid-From", "UsableOnce=IsUsableOnce Valid-From=StartDateTime")]
    // The parameter has its column already, or the name is like no parameter.
    [InlineData("UPN,Mail,Department,No", "Mail= Department= No=")]
    [InlineData("upn,lifetimeinminutes", "")]
    [InlineData("", "")]
    public void Columns_that_fill_nothing_are_found_with_what_they_may_have_been_meant_for(string columns, string expected)
    {
        var found = UnusedColumns.Find(columns.Split(',', StringSplitOptions.RemoveEmptyEntries), Parameters);

        Assert.Equal(expected, string.Join(' ', found.Select(column => $"{column.Column}={column.Meant}")));
    }
}
