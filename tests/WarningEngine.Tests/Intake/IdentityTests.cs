using WarningEngine.Core.Events;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Intake;

/// <summary>Identities of events and tokens of entities stand in logs and in the state: another value of one is another engine.</summary>
public sealed class IdentityTests
{
    public static TheoryData<string, string, string, string> Examples => new()
    {
        { "calls.a-minute-ahead", "d031fba701da073979e1d28f14b29029", "1e18ccde2638d10e2d999ea8230053fb", "78c6f055c70de6934e2adf2cef43a174" },
        { "calls.answer", "d1a36090361712ef3fc92320f55510ff", "1e18ccde2638d10e2d999ea8230053fb", "78c6f055c70de6934e2adf2cef43a174" },
        { "calls.end", "4b639e0fd640e09556b37b7fa4c56f5b", "1e18ccde2638d10e2d999ea8230053fb", "78c6f055c70de6934e2adf2cef43a174" },
        { "calls.escaped", "4ad3f7b1edf595b733ba5d383182cfd4", "1e18ccde2638d10e2d999ea8230053fb", "78c6f055c70de6934e2adf2cef43a174" },
        { "calls.forwarding", "9d7149d54cc3e0aebcd68d6c1759f898", "1e18ccde2638d10e2d999ea8230053fb", "00000000000000000000000000000000" },
        { "calls.imei-spare-digit", "71224f87d892e802be1e50ce4113a9de", "1e18ccde2638d10e2d999ea8230053fb", "78c6f055c70de6934e2adf2cef43a174" },
        { "calls.not-a-number", "96a7df8b05a2357ff9c0b7f3db3c258b", "1e18ccde2638d10e2d999ea8230053fb", "98850f2c78e20be625015d716b2345b1" },
        { "calls.partial", "7fa56e22ca087c4b8ab9d9053ec657cb", "1e18ccde2638d10e2d999ea8230053fb", "78c6f055c70de6934e2adf2cef43a174" },
        { "calls.proto-names", "5ff2f5e43131db800ae04514b28c1a34", "1e18ccde2638d10e2d999ea8230053fb", "f0144749381e78cef3538ee01e1f6b93" },
        { "calls.record", "4ad3f7b1edf595b733ba5d383182cfd4", "1e18ccde2638d10e2d999ea8230053fb", "78c6f055c70de6934e2adf2cef43a174" },
        { "calls.start", "f7e032049a7437cd2a1f8841ce6e618a", "1e18ccde2638d10e2d999ea8230053fb", "78c6f055c70de6934e2adf2cef43a174" },
        { "calls.unknown-field", "bf051ead822f9c5e62535b7ffc7a4414", "1e18ccde2638d10e2d999ea8230053fb", "78c6f055c70de6934e2adf2cef43a174" },
        { "calls.unknown-value", "4a5474763e155b417ca659054d3f549b", "1e18ccde2638d10e2d999ea8230053fb", "78c6f055c70de6934e2adf2cef43a174" },
        { "calls.withheld-number", "1c58904ce0221106c2d4527995152461", "1e18ccde2638d10e2d999ea8230053fb", "cafe7b64fbe9cd1dc0202b2b79c6ed27" },
        { "commands.accept-case", "c1f427e3f3954972fbbc3475be1f499e", "0123456789abcdef0123456789abcdef", "00000000000000000000000000000000" },
        { "commands.activate", "f627333bb32046d35ec74aa1974aa26f", "00000000000000000000000000000000", "00000000000000000000000000000000" },
        { "commands.hold", "74bd1d5950147dea2651c806300db23b", "00000000000000000000000000000000", "00000000000000000000000000000000" },
        { "commands.move-case", "1cfb20f2b6f3ba7bb0f6bfa392ad576b", "0123456789abcdef0123456789abcdef", "00000000000000000000000000000000" },
        { "dispositions.busy-by-token", "a4e25383f39e8531a58853b442eb14c9", "0123456789abcdef0123456789abcdef", "00000000000000000000000000000000" },
        { "dispositions.dissuaded", "f5ffee294848c871182daa7a69f79ea9", "1e18ccde2638d10e2d999ea8230053fb", "00000000000000000000000000000000" },
        { "intelligence.account", "a9585cc75765c04f48bdc5669778e89f", "f4a84d77be02e25c2c1e4ce9354e61a1", "00000000000000000000000000000000" },
        { "intelligence.appeal-pending", "33f2984957caea07f1fb2c15446f83a2", "78c6f055c70de6934e2adf2cef43a174", "00000000000000000000000000000000" },
        { "intelligence.appeal-upheld-all", "771a9d26b46bcdd7a228e3c1ffad2da0", "78c6f055c70de6934e2adf2cef43a174", "00000000000000000000000000000000" },
        { "intelligence.appeal-upheld", "e4a32fa926dd03bf4fd7bd3d458d4008", "78c6f055c70de6934e2adf2cef43a174", "00000000000000000000000000000000" },
        { "intelligence.domain", "df0d584d45120bd95f91c664802686ea", "d8b99c167987d7f4db3e12ba4e2c7848", "00000000000000000000000000000000" },
        { "intelligence.number", "c5a081adaa4e015b4faa419ba3f25794", "78c6f055c70de6934e2adf2cef43a174", "00000000000000000000000000000000" },
        { "intelligence.sender", "b5a4c90fa42abb90797bf8caf8306284", "b4454557b7f15e6cd6dcb00dc3925f78", "00000000000000000000000000000000" },
        { "registry.account-linked", "7ac2101133759f823b5cd5174ef3b87a", "8e5ab86eccbd9e5fd679d64e894ce359", "1e18ccde2638d10e2d999ea8230053fb" },
        { "registry.age-band", "0cc8785cc15838037f15b820d81a5c00", "1e18ccde2638d10e2d999ea8230053fb", "00000000000000000000000000000000" },
        { "registry.business-line-ended", "6c7397c91b6dd92e2c60513b09ab0e17", "1bc729e357784b0fe5e6e74894705d61", "00000000000000000000000000000000" },
        { "registry.forwarding-cleared", "808f7b3c49a2dcfd0886dd7ed9eba842", "1e18ccde2638d10e2d999ea8230053fb", "00000000000000000000000000000000" },
        { "registry.home-region", "a2c3f36d4b832bfb3d4110adad52361d", "1e18ccde2638d10e2d999ea8230053fb", "00000000000000000000000000000000" },
        { "sms.code", "9385109d984bac5a109ddcdb08c768d9", "1e18ccde2638d10e2d999ea8230053fb", "11a5329c06225ab0a9fd7ac78bc0114c" },
        { "sms.link", "c09cce82adb37e610d33aa6979d573d0", "1e18ccde2638d10e2d999ea8230053fb", "e18fe83982a1a725286cfd4031cf6021" },
        { "sms.unknown-template", "4dd8399ea3fd4cfa5ce59f0f42289c33", "1e18ccde2638d10e2d999ea8230053fb", "11a5329c06225ab0a9fd7ac78bc0114c" },
        { "transfers.attempted", "8745406b9085d8f9d6f9cb9fce44225d", "1e18ccde2638d10e2d999ea8230053fb", "f4a84d77be02e25c2c1e4ce9354e61a1" },
        { "transfers.consolidated", "5e73e0429a1b60214b3ecb1c2808a766", "1e18ccde2638d10e2d999ea8230053fb", "f4a84d77be02e25c2c1e4ce9354e61a1" },
        { "transfers.limit-raised", "1f2f3d27945f6ad791a784bd9ccb6c85", "1e18ccde2638d10e2d999ea8230053fb", "00000000000000000000000000000000" },
        { "transfers.loan", "f2b5acb5e921fd48f3ed5de5e5be24a3", "1e18ccde2638d10e2d999ea8230053fb", "ac12e6efd9329139de2b45594b309be4" },
        { "transfers.overdrawn", "63c0f57f372438d6a9c865fbc978c296", "1e18ccde2638d10e2d999ea8230053fb", "f4a84d77be02e25c2c1e4ce9354e61a1" },
        { "transfers.own-accounts", "dc25375cd88382601b2f73ff121ec283", "1e18ccde2638d10e2d999ea8230053fb", "f4a84d77be02e25c2c1e4ce9354e61a1" },
        { "transfers.payee-added", "caa8abbbff1b878109bb95bca1f4edb9", "8e5ab86eccbd9e5fd679d64e894ce359", "f4a84d77be02e25c2c1e4ce9354e61a1" },
        { "transfers.settled", "54afa5c676b6a919be7ca378bdbdd80a", "1e18ccde2638d10e2d999ea8230053fb", "f4a84d77be02e25c2c1e4ce9354e61a1" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_examples_identity_and_tokens_never_change(string file, string eventId, string entity, string other)
    {
        var json = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "examples", "valid", file + ".json"));
        var topic = RawTopic.All.Single(x => x.FileName == file.Split('.')[0]);
        var leg = Intaken.Of(Assert.Single(CollectedRecords.Of(topic, json).Records).Record).Legs[0];
        Assert.Equal((eventId, entity, other), ($"{leg.EventId:x32}", $"{leg.Entity}", $"{leg.Other}"));
    }
}
