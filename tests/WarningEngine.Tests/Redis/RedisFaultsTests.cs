using WarningEngine.Redis;

namespace WarningEngine.Tests.Redis;

public sealed class RedisFaultsTests
{
    [Theory]
    [InlineData(
        "No connection is active/available to service this operation: INCR we:{score:0}:taken; SimpleError: NOAUTH Authentication required. "
        + "Verify if the Redis password provided is correct. Attempted command: ECHO, mc: 1/1/0, clientName: warning-engine, IOCP: (Busy=0), v: 3.4.35.20751",
        "No connection is active/available to service this operation; SimpleError: NOAUTH Authentication required. Verify if the Redis password provided is correct.")]
    [InlineData(
        "It was not possible to connect to the redis server(s). To allow this multiplexer to continue retrying until it's able to connect, "
        + "use abortConnect=false in your connection string or AbortOnConnectFail=false; in your code. ConnectTimeout",
        "It was not possible to connect to the redis server(s). ConnectTimeout")]
    [InlineData("READONLY You can't write against a read only replica.", "READONLY You can't write against a read only replica.")]
    public void The_cause_alone_is_said(string message, string why) =>
        Assert.Equal(why, RedisFaults.Why(new TimeoutException(message)));
}
