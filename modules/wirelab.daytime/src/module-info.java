/// Daytime
module wirelab.daytime {
    requires transitive wirelab.kit;
    requires transitive wirelab.ntp;
    // Names of months, days and zones in other languages than English.
    requires jdk.localedata;

    exports wirelab.daytime;
}
